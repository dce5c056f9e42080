/**
 * Commits, one statement of which meets a fault on its way to a real database, while another push waits behind it.
 */
import { startPostgresProxy, type Fate, type PostgresProxy, type SentStatement } from '#api/testing/postgres-proxy';
import { verifyStoredChain } from '../src/commit/chain.service.ts';
import type { Actor } from '../src/define/mutation.ts';
import { TryAgain } from '../src/intake/sequencer.ts';
import { mutation, push, rider, rider2, startPipeline, type PipelineFixture } from './pipeline-fixture.ts';

type Answer = 'applied' | 'parked' | TryAgain['reason'];

/** The server tries again by itself: whoever pushes does not notice. */
const MENDED = ['0A000', '26000', '23514'];
const TRIES_MAX = 5;

const nameOf = (fate: Fate): string => (typeof fate === 'object' ? fate.fail : fate);
const isOurs = ({ application }: SentStatement): boolean => application === 'bimride-sequencer';

/** What is to be answered when this becomes of that statement. */
function dueAnswer(fate: Fate, statement: string): Answer {
  if (MENDED.includes(nameOf(fate))) return 'applied';
  const isLost = fate === 'gone' || fate === 'reply_lost';
  return isLost && statement === 'COMMIT' ? 'unknown' : 'database';
}

/** A pipeline behind a proxy, in which every statement of a commit can be struck in turn. */
export class CommitFaults {
  readonly #fixture: PipelineFixture;
  readonly #proxy: PostgresProxy;
  #pushes = 0;

  private constructor(fixture: PipelineFixture, proxy: PostgresProxy) {
    this.#fixture = fixture;
    this.#proxy = proxy;
  }

  static async start(): Promise<CommitFaults> {
    const proxies: PostgresProxy[] = [];
    const fixture = await startPipeline({}, async (url) => {
      proxies.push(await startPostgresProxy(url));
      return proxies[0]?.url ?? '';
    });
    return new CommitFaults(fixture, proxies[0] as PostgresProxy);
  }

  async close(): Promise<void> {
    await this.#fixture.close();
    await this.#proxy.close();
  }

  /** The statements of one commit, in their order. */
  async statements(): Promise<readonly string[]> {
    const texts: string[] = [];
    // The very first push brings new streams along, later ones do not.
    await this.#both();
    this.#proxy.fateOf = (statement) => {
      if (isOurs(statement)) texts.push(statement.text);
      return 'pass';
    };
    await this.#both();
    const begun = texts.findIndex((text) => text.startsWith('BEGIN'));
    return texts.slice(begun, texts.indexOf('COMMIT') + 1);
  }

  /** Strikes each statement in turn. Answers every way in which that led to something else than it should. */
  async sweep(fate: Fate): Promise<readonly string[]> {
    const wrongs: string[] = [];
    for (const [nth, statement] of (await this.statements()).entries()) {
      const where = `${nameOf(fate)} at ${statement.slice(0, 40)}`;
      const planted = this.#plant(nth, fate);
      const [first] = await this.#both();
      if (planted.hit !== statement) wrongs.push(`${where}: it hit ${planted.hit}`);
      const due = dueAnswer(fate, statement);
      if (first !== due) wrongs.push(`${where}: answered ${first}, not ${due}`);
      wrongs.push(...(await this.#wrongsAfter(first)).map((wrong) => `${where}: ${wrong}`));
    }
    const chain = await verifyStoredChain(this.#fixture.database.dataSource);
    if (!chain.ok) wrongs.push(`${nameOf(fate)}: the chain breaks at commit ${chain.commit}: ${chain.reason}`);
    return wrongs;
  }

  /** Lets the nth statement of the next commit meet its fate, and tells what it was, once it has. */
  #plant(nth: number, fate: Fate): { hit: string | undefined } {
    const planted: { hit: string | undefined } = { hit: undefined };
    let at = -1;
    this.#proxy.fateOf = (statement) => {
      if (!isOurs(statement) || planted.hit !== undefined) return 'pass';
      if (at >= 0 || statement.text.startsWith('BEGIN')) at += 1;
      if (at !== nth) return 'pass';
      planted.hit = statement.text;
      return fate;
    };
    return planted;
  }

  async #wrongsAfter(first: Answer | undefined): Promise<readonly string[]> {
    const wrongs: string[] = [];
    const isStored = await this.#isStored(rider);
    if (first === 'database' && isStored) wrongs.push('it was stored, though the answer says that nothing was');
    if (first === 'applied' && !isStored) wrongs.push('it was answered and not stored');
    for (const actor of [rider, rider2]) {
      for (let tries = 0; tries < TRIES_MAX && (await this.#add(actor)) !== 'applied'; tries++);
      const [row] = await this.#ask<{ value: string }>('SELECT value FROM toy.counter WHERE counter_id = $1', [
        actor.subject,
      ]);
      if (Number(row?.value) !== this.#pushes) wrongs.push(`${actor.subject} has ${row?.value} of ${this.#pushes}`);
    }
    return wrongs;
  }

  /** Two people push at once: while the first one's commit is under way, the second one waits. */
  async #both(): Promise<readonly Answer[]> {
    this.#pushes += 1;
    return Promise.all([this.#add(rider), this.#add(rider2)]);
  }

  /** Pushes one addition; again, when it was pushed before. */
  async #add(actor: Actor): Promise<Answer> {
    const one = mutation(streamOf(actor), this.#pushes, 'toy.add', { counterId: actor.subject, amount: 1 });
    try {
      const { mutations } = await push(this.#fixture.runtime, actor, [one]);
      const result = mutations[0]?.result;
      if (result === undefined || !('outcome' in result)) throw new Error('the push had no outcome');
      return result.outcome as Answer;
    } catch (error) {
      if (error instanceof TryAgain) return error.reason;
      throw error;
    }
  }

  async #isStored(actor: Actor): Promise<boolean> {
    const text = 'SELECT 1 FROM sync.ledger WHERE client_id = $1 AND mutation_id = $2';
    return (await this.#ask(text, [streamOf(actor), this.#pushes])).length > 0;
  }

  #ask<R>(text: string, values: unknown[]): Promise<R[]> {
    return this.#fixture.database.dataSource.query<R[]>(text, values);
  }
}

const streamOf = ({ subject }: Actor): string => `stream-${subject}`;
