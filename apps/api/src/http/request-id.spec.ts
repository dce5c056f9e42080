import { describe, expect, it } from '@jest/globals';
import { requestIdOf } from './request-id.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const AS_UUID = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';

describe('the name of a request', () => {
  it.each([
    ['a UUID, as Envoy and HAProxy write it', { 'x-request-id': AS_UUID.toUpperCase() }, AS_UUID],
    ['32 digits, as nginx writes it', { 'x-request-id': TRACE }, AS_UUID],
    ['a trace of W3C', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, AS_UUID],
    [
      'a name beside a trace',
      { 'x-request-id': AS_UUID, traceparent: `00-${'a'.repeat(32)}-00f067aa0ba902b7-01` },
      AS_UUID,
    ],
  ])('is the one that a proxy gave: %s', (_what, headers, expected) => {
    expect(requestIdOf(headers)).toBe(expected);
  });

  it.each([[{}], [{ 'x-request-id': 'keisha@example.com' }], [{ 'x-request-id': '1234' }], [{ traceparent: TRACE }]])(
    'is a new one for %j',
    (headers) => {
      expect(requestIdOf(headers)).toMatch(UUID);
      expect(requestIdOf(headers)).not.toBe(requestIdOf(headers));
    },
  );
});
