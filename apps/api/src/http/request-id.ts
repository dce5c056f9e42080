import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A UUID, or its digits alone as nginx and W3C traces write them. */
const HEX_DIGITS = /^[0-9a-f]{32}$/;
/** https://www.w3.org/TR/trace-context/#traceparent-header: version, trace, parent, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/**
 * The name of a request, a UUID: the one that a proxy before us gave it (`X-Request-Id`, or else the trace in `traceparent`), so
 * that its log and ours speak of the same, or a new one. What is no such name is not taken over: it would end up in our log.
 */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = traceIdOf(headers);
  return given === undefined ? randomUUID() : given.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The same name without dashes, as a proxy has it in its log; undefined when none gave one. */
export function traceIdOf({ 'x-request-id': given, traceparent }: IncomingHttpHeaders): string | undefined {
  const candidates = [given, TRACEPARENT.exec(String(traceparent))?.[1]].map((one) =>
    typeof one === 'string' ? one.toLowerCase().replaceAll('-', '') : '',
  );
  return candidates.find((one) => HEX_DIGITS.test(one));
}

/** Takes away what names a request: from a caller who is no proxy of ours it could be one name for many, or another's. */
export function dropNames(headers: IncomingHttpHeaders): void {
  delete headers['x-request-id'];
  delete headers['traceparent'];
}
