import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';
import { routeLabel } from './route-label.ts';

// Probes come every few seconds for ever; they are worth a line only when somebody looks for them.
const QUIET_ROUTES: ReadonlySet<string> = new Set(['/health/live', '/health/ready']);

const EVENT_STREAM = 'text/event-stream';

/** Writes one line and one observation per request, when its answer is complete or its connection is gone. */
export function observeRequests(fastify: FastifyInstance, log: Logger, metrics: Metrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = routeLabel(request);
    const { statusCode: status } = reply.raw;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log[QUIET_ROUTES.has(route) ? 'debug' : 'info'](
      { method: request.method, route, status, ms, requestId: request.id },
      'request',
    );
    // A stream of events lasts as long as its listener stays; that says nothing about how fast an answer is.
    if (!String(reply.raw.getHeader('content-type')).startsWith(EVENT_STREAM))
      metrics.observeRequest({ method: request.method, route, status, ms });
    done();
  });
}
