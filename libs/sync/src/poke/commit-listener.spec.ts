/** The listener lets go of its connection when it is closed, whatever it was doing. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { Sessions } from '../database/sessions.ts';
import { CommitListener } from './commit-listener.store.ts';

const MINE = "application_name = 'bimride-listener' AND pid <> $1";

describe('a listener for commits that is closed', () => {
  let fixture: PipelineFixture;
  /** The one of the pipeline itself. */
  let other = 0;
  beforeAll(async () => {
    fixture = await startPipeline();
    [other = 0] = await listening();
  });
  afterAll(() => fixture.close());

  const listening = async (): Promise<readonly number[]> => {
    const rows = await fixture.database.dataSource.query<{ pid: number }[]>(
      `SELECT pid FROM pg_stat_activity WHERE ${MINE} AND datname = current_database()`,
      [other],
    );
    return rows.map(({ pid }) => pid);
  };
  const errors: Error[] = [];
  const aListener = () => {
    const sessions = new Sessions({ connectionString: fixture.database.url });
    return new CommitListener({ sessions, onCommit: () => undefined, onError: (error) => void errors.push(error) });
  };

  it('while it connects leaves no connection behind, and does not listen', async () => {
    const listener = aListener();
    const starting = listener.start();
    // Before it was mended the connection came later, and its heartbeat kept the process from ending.
    await listener.close();
    expect(await listening()).toEqual([]);
    await starting;
    expect([await listening(), listener.isListening, errors]).toEqual([[], false, []]);
  });

  it('while its lost connection is given up comes back when that is closed', async () => {
    const listener = aListener();
    await listener.start();
    const [pid] = await listening();
    expect(listener.isListening).toBe(true);
    await fixture.database.dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
    await listener.close();
    expect(await listening()).toEqual([]);
  });
});
