import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { FAULT_LOG_LIMITS, FaultLog } from './fault-log.ts';
import { loggedError } from './log-error.ts';

const MINUTE_MS = 60_000;

let lines: Record<string, unknown>[];
let nowMs: number;
let registry: Registry;
let faults: FaultLog;
beforeEach(() => {
  lines = [];
  nowMs = 0;
  registry = new Registry();
  const log = pino(
    { base: null, serializers: { err: loggedError } },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  faults = new FaultLog(log, registry, () => nowMs);
});

const refused = (code: string, table = 'ledger') =>
  new Error('not now', {
    cause: Object.assign(new Error(`permission denied for ${table}, parameter anna@example.com`), {
      code,
      table,
      severity: 'ERROR',
    }),
  });

async function counted(): Promise<Record<string, number>> {
  const [metric] = await registry.getMetricsAsJSON();
  return Object.fromEntries(
    (metric?.values ?? []).map(({ labels, value }) => [`${labels['about']} ${labels['reason']}`, value]),
  );
}

describe('faults', () => {
  it('are written down once for each cause and minute, with the SQLSTATE, and counted each time', async () => {
    for (let times = 0; times < 300; times++) faults.report({ about: 'database_refuses', cause: refused('42501') });
    faults.report({ about: 'database_refuses', cause: refused('42501', 'outbox') });
    faults.report({ about: 'database_exhausted', cause: refused('53300') });
    expect(lines.map(({ about, reason, untold }) => [about, reason, untold])).toEqual([
      ['database_refuses', '42501', 0],
      ['database_refuses', '42501', 0],
      ['database_exhausted', '53300', 0],
    ]);
    nowMs = MINUTE_MS;
    faults.report({ about: 'database_refuses', cause: refused('42501') });
    expect(lines.at(-1)).toMatchObject({ reason: '42501', untold: 299 });
    expect(await counted()).toEqual({ 'database_refuses 42501': 302, 'database_exhausted 53300': 1 });
  });

  it('repeat nothing that the database quoted', () => {
    faults.report({ about: 'database_refuses', cause: refused('42501') });
    expect(JSON.stringify(lines)).not.toContain('anna');
  });

  it('are told apart by where they were thrown', () => {
    const defect = () => new TypeError('x');
    for (let times = 0; times < 3; times++) faults.report({ about: 'internal_error', cause: defect() });
    expect(lines).toHaveLength(1);
    const elsewhere = new TypeError('x');
    faults.report({ about: 'internal_error', cause: elsewhere });
    expect(lines).toHaveLength(2);
  });

  it('are named where the driver gives no code, and otherwise by the file; once a minute, wherever they were waited for', () => {
    const messages = [
      'Connection terminated unexpectedly',
      'timeout expired',
      'Query read timeout',
      'of anna@example.com',
    ];
    for (const message of messages)
      faults.report({ about: 'read pool', cause: new Error('not now', { cause: new Error(message) }) });
    faults.report({ about: 'read pool', cause: new Error('Connection terminated') });
    expect(lines.map(({ reason }) => reason)).toEqual([
      'connection_lost',
      'connect_timeout',
      'answer_timeout',
      'Error_in_fault_log_spec',
    ]);
    const [here, there] = [refused('53100'), refused('53100')];
    faults.report({ about: 'storing', cause: here });
    faults.report({ about: 'storing', cause: there });
    expect(lines).toHaveLength(5);
  });

  it('may have no cause but themselves, or one that is not an error', () => {
    faults.report({ about: 'overloaded', cause: undefined });
    faults.report({ about: 'not_ready', cause: undefined, detail: 'listener_deaf' });
    faults.report({ about: 'not_ready', cause: undefined, detail: 'starting' });
    faults.report({ about: 'internal_error', cause: 'oops' });
    expect(lines.map(({ reason }) => reason)).toEqual(['none', 'none', 'none', 'string']);
  });

  it('of ever new causes take no more room than is allowed', async () => {
    for (let nth = 0; nth < 2 * FAULT_LOG_LIMITS.causesMax; nth++)
      faults.report({ about: 'any', cause: Object.assign(new Error('x'), { code: `E${nth}` }) });
    const counts = await counted();
    expect(Object.keys(counts)).toHaveLength(FAULT_LOG_LIMITS.causesMax + 1);
    expect(counts['any other']).toBe(FAULT_LOG_LIMITS.causesMax);
  });
});
