import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { traceIdOf } from '../http/request-id.ts';
import type { Metrics } from './metrics.ts';
import { routeLabel } from './route-label.ts';

// Probes come every few seconds for ever; they are worth a line only when somebody looks for them.
const QUIET_ROUTES: ReadonlySet<string> = new Set(['/health/live', '/health/ready']);

const EVENT_STREAM = 'text/event-stream';

/** Longer than any name of an install is not looked at: it was refused. */
const GROUP_CHARS_MAX = 200;

/** What stands for a person, or for an install, where who it is must not stand. */
export interface Pseudonyms {
  pseudonym(id: string): Promise<string>;
}

/**
 * Writes one line and one observation per request, when its answer is complete or its connection is gone. The line tells a
 * refusal by its code, and the person and the install by what stands for them: what happened to one of them can be found, and
 * who it is cannot be read.
 */
export function observeRequests(
  fastify: FastifyInstance,
  { log, metrics, ids }: { readonly log: Logger; readonly metrics: Metrics; readonly ids: Pseudonyms },
): void {
  fastify.addHook('onResponse', async (request, reply) => {
    const route = routeLabel(request);
    const { statusCode: status } = reply.raw;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log[QUIET_ROUTES.has(route) ? 'debug' : 'info'](
      {
        method: request.method,
        route,
        status,
        code: reply.problemCode,
        ms,
        requestId: request.id,
        traceId: traceIdOf(request.headers),
        ...(await whoAsked(request, ids)),
      },
      'request',
    );
    // A stream of events lasts as long as its listener stays; that says nothing about how fast an answer is.
    if (!String(reply.raw.getHeader('content-type')).startsWith(EVENT_STREAM))
      metrics.observeRequest({ method: request.method, route, status, ms });
  });
}

async function whoAsked(
  { principal, body }: FastifyRequest,
  ids: Pseudonyms,
): Promise<{ readonly person?: string; readonly install?: string }> {
  if (!principal) return {};
  const group = (body as { clientGroupID?: unknown } | null | undefined)?.clientGroupID;
  try {
    return {
      person: await ids.pseudonym(principal.subject),
      ...(typeof group === 'string' && group.length <= GROUP_CHARS_MAX ? { install: await ids.pseudonym(group) } : {}),
    };
  } catch {
    // Without its secret nobody can be named; the line is worth having all the same.
    return {};
  }
}
