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
  // Asked before the answer goes out: whoever has it may be gone, and this server ended, before a secret is at hand.
  const remember = async (request: FastifyRequest): Promise<void> => {
    request.whoAsked ??= await whoAsked(request, ids);
  };
  fastify.addHook('preHandler', remember);
  // What is refused before it comes to a handler is answered all the same.
  fastify.addHook('onSend', remember);
  fastify.addHook('onResponse', (request, reply, done) => {
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
        ...request.whoAsked,
      },
      'request',
    );
    // A stream of events lasts as long as its listener stays; that says nothing about how fast an answer is.
    if (!String(reply.raw.getHeader('content-type')).startsWith(EVENT_STREAM))
      metrics.observeRequest({ method: request.method, route, status, ms });
    done();
  });
}

/** Who asked, by what stands for them. */
interface WhoAsked {
  readonly person?: string;
  readonly install?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** For the log; undefined until it is known. */
    whoAsked?: WhoAsked;
  }
}

async function whoAsked({ principal, body }: FastifyRequest, ids: Pseudonyms): Promise<WhoAsked> {
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
