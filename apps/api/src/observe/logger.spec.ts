import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { createLogger } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

const SECRET = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJyaWRlciJ9.c2lnbmF0dXJl';

function logTo(environment: 'development' | 'production'): { lines: string[]; log: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  return {
    lines,
    log: createLogger({ environment, logLevel: 'info' }, { write: (line: string) => void lines.push(line) }),
  };
}

const parsed = (lines: readonly string[]): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log', () => {
  it('is JSON in production', () => {
    const { log, lines } = logTo('production');
    log.info({ route: '/v1/rides/:id', status: 200 }, 'request');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info', time: expect.stringMatching(/Z$/), route: '/v1/rides/:id', status: 200, msg: 'request',
    }); // prettier-ignore
  });

  it('is one line in production, whatever stands in it', () => {
    const { log, lines } = logTo('production');
    log.info({ detail: 'a\n{"level":"fatal"}', ['b\r\n']: '\u2028\u001b[31m' }, 'c\nd');
    expect(lines.join('').match(/\p{Control}/gu)).toEqual(['\n']);
    expect(parsed(lines)).toMatchObject([{ level: 'info', msg: 'c\nd' }]);
  });

  it('is one readable line in development', () => {
    const { log, lines } = logTo('development');
    log.warn({ route: '/v1/rides/:id', status: 200 }, 'request');
    expect(lines.join('')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}request route=\/v1\/rides\/:id status=200\n$/);
  });

  it('shows in development where an error came from', () => {
    const { log, lines } = logTo('development');
    log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed');
    expect(lines.join('')).toMatch(/failed\n {4}Error: outer\n {6}at .*logger\.spec\.ts[^]*Error: inner\n/);
  });

  it('leaves out what nobody should log, however deep', () => {
    const { log, lines } = logTo('production');
    const person = { phone: '+1 246 555 0123', lat: 13.1, lng: -59.5, kept: 1 };
    log.info(
      { token: SECRET, person, deep: { person: { email: 'k@example.com' } }, headers: { authorization: SECRET } },
      'x',
    );
    const { person: logged, deep, token, headers } = parsed(lines)[0] ?? {};
    expect({ logged, deep, token, headers }).toEqual({
      logged: { kept: 1 },
      deep: { person: {} },
      token: undefined,
      headers: undefined,
    });
  });

  it('scrubs messages, those of errors and of their causes too', () => {
    const { log, lines } = logTo('production');
    log.error({ err: new Error(`refused ${SECRET}`, { cause: new Error('for k@example.com') }) }, `Bearer ${SECRET}`);
    expect(lines.join('')).not.toMatch(/eyJ|example\.com/);
  });

  it('keeps of a database error what names the fault and nothing that was stored', () => {
    const { log, lines } = logTo('production');
    const detail = Object.assign(new Error('duplicate key: Key (phone)=(+1 246 555 0123) exists'), {
      severity: 'ERROR', code: '23505', constraint: 'rider_phone_key', table: 'rider', detail: 'Key (phone)=(+12465550123)',
    }); // prettier-ignore
    log.error({ err: new QueryFailedError('INSERT INTO rider VALUES ($1)', ['+1 246 555 0123'], detail) }, 'failed');
    log.error({ err: detail }, 'failed');
    const [first, second] = parsed(lines).map(({ err }) => err);
    expect(first).toMatchObject({
      type: 'QueryFailedError',
      message: 'the database refused (23505)',
      constraint: 'rider_phone_key',
    });
    expect(second).toMatchObject({ code: '23505', table: 'rider' });
    expect(lines.join('')).not.toMatch(/246|INSERT/);
  });

  it('takes Nest’s lines, the chatty ones only when asked', () => {
    const { log, lines } = logTo('production');
    const nest = new NestLogger(log);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.log('ready', 'Somebody');
    nest.error(new Error('broken'), 'Somebody');
    expect(parsed(lines).map(({ level, context }) => [level, context])).toEqual([
      ['info', 'Somebody'],
      ['error', 'Somebody'],
    ]);
  });
});
