import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { CLIENT_LIMITS } from '#client';
import { SESSION_LIMITS, WRITE_POOL_LIMITS } from '#sync';
import { HTTP_LIMITS } from '../../src/http/limits.ts';

const seconds = (ms: number): number => ms / 1_000;

/** The times that clients are told to wait are those by which server and phone library go. */
describe('the chapter about waiting of the protocol', () => {
  it('has the limits of the server and of the phone library', async () => {
    const page = await readFile(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
    const chapter = /\n## Waiting\n(.*?)\n## /s.exec(page)?.[1] ?? '';
    const [lock, transaction, silence, connect] = [
      WRITE_POOL_LIMITS.lockTimeoutMs,
      WRITE_POOL_LIMITS.transactionTimeoutMs,
      SESSION_LIMITS.silenceMsMax,
      SESSION_LIMITS.connectTimeoutMs,
    ].map(seconds);
    // Who waits behind a group that fails waits for its own besides; and each may wait for the head first, and then for the table.
    expect(chapter).toContain(`| ${lock} to ${2 * Number(transaction)} s `);
    expect(chapter).toContain(`${lock} to ${2 * Number(lock)} s with one server`);
    expect(chapter).toContain(`up to ${transaction} s for each group`);
    expect(chapter).toContain(`Who waits for ${2 * Number(transaction)} s hears nearly every 503`);
    expect(chapter).toContain(`after ${connect} s`);
    expect(chapter).toContain(`${silence} to ${2 * Number(silence)} s`);
    expect(chapter).toContain(`| ${seconds(HTTP_LIMITS.handlerTimeoutMs)} s `);
    expect(chapter).toContain(`| ${seconds(HTTP_LIMITS.requestTimeoutMs)} s `);
    expect(chapter).toContain(`Wait for at least ${seconds(CLIENT_LIMITS.replyTimeoutMs)} s`);
    expect(chapter).toContain(`${CLIENT_LIMITS.slowestBytesPerSecond.toLocaleString('en')} bytes a second`);
  });

  it('lets the phone library wait longer than the server for a lock, and the server answer before a client gives up for good', () => {
    expect(CLIENT_LIMITS.replyTimeoutMs).toBeGreaterThan(WRITE_POOL_LIMITS.lockTimeoutMs);
    // The longest wait that a client is told to be of use.
    expect(HTTP_LIMITS.handlerTimeoutMs).toBeLessThan(90_000);
  });
});
