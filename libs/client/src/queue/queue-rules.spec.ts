import { describe, expect, it } from '@jest/globals';
import { PRIORITIES } from '#sync/client';
import fc from 'fast-check';
import { CLIENT_LIMITS } from '../limits.ts';
import { backoffMs, readRetryAfter } from './backoff.ts';
import type { QueuedMutation } from './entry.ts';
import { planBatch } from './plan-batch.ts';

const entryArbitrary = fc.record({
  stream: fc.constantFrom(...PRIORITIES),
  bytes: fc.integer({ min: 50, max: 20_000 }),
  isDecided: fc.boolean(),
});

function queueOf(drafts: readonly { stream: QueuedMutation['stream']; bytes: number; isDecided: boolean }[]) {
  const next = new Map<string, number>();
  return drafts.map(({ stream, bytes, isDecided }, index) => {
    const id = (next.get(stream) ?? 0) + 1;
    next.set(stream, id);
    const outcome = isDecided ? { outcome: 'applied', commit: 1 } : null;
    return { seq: index + 1, stream, groupID: 'g', clientID: stream, id, bytes, outcome } as QueuedMutation;
  });
}

describe('a batch', () => {
  it('keeps its rules whatever waits', () => {
    const bounds = { mutationsMax: 20, bytesMax: 60_000 };
    fc.assert(
      fc.property(fc.array(entryArbitrary, { maxLength: 60 }), (drafts) => {
        const queue = queueOf(drafts);
        const waiting = queue.filter(({ outcome }) => outcome === null);
        const batch = planBatch(queue, bounds);
        expect(batch.length === 0).toBe(waiting.length === 0);
        expect(batch.length).toBeLessThanOrEqual(bounds.mutationsMax);
        const bytes = batch.reduce((sum, entry) => sum + entry.bytes, 0);
        expect(batch.length === 1 || bytes <= bounds.bytesMax).toBe(true);
        if (waiting.some(({ stream }) => stream === 'emergency')) {
          expect(batch.every(({ stream }) => stream === 'emergency')).toBe(true);
        }
        for (const stream of PRIORITIES) {
          const sent = batch.filter((entry) => entry.stream === stream);
          expect(sent).toEqual(waiting.filter((entry) => entry.stream === stream).slice(0, sent.length));
        }
      }),
    );
  });
});

describe('backoff', () => {
  it('Y6 spreads over the whole time up to its ceiling, and never below what the server asks', () => {
    expect(backoffMs(1, 0, null)).toBe(0);
    expect(backoffMs(1, 0.999_999, null)).toBe(2 * CLIENT_LIMITS.backoffFirstMs - 1);
    expect(backoffMs(50, 0.999_999, null)).toBe(CLIENT_LIMITS.backoffLongestMs - 1);
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(10_000_000),
        (failures, random, asked) => {
          const waitMs = backoffMs(failures, random, asked);
          expect(waitMs).toBeGreaterThanOrEqual(Math.min(asked, CLIENT_LIMITS.retryAfterLongestMs));
          expect(waitMs).toBeLessThanOrEqual(CLIENT_LIMITS.retryAfterLongestMs + CLIENT_LIMITS.backoffLongestMs);
        },
      ),
    );
  });

  it('reads Retry-After in both of its forms', () => {
    const nowMs = Date.parse('2026-11-23T12:00:00Z');
    expect(readRetryAfter('3', nowMs)).toBe(3_000);
    expect(readRetryAfter('Mon, 23 Nov 2026 12:00:09 GMT', nowMs)).toBe(9_000);
    expect(readRetryAfter('soon', nowMs)).toBeNull();
    expect(readRetryAfter(null, nowMs)).toBeNull();
  });
});
