import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** When the request's headers were there, by the server's clock: before its body, which may take long to come. */
    receivedAtMs: number;
  }
}

/** Stamps every request as soon as it is known to be one. */
export function stampRequests(fastify: FastifyInstance, nowMs: () => number): void {
  fastify.decorateRequest('receivedAtMs', 0);
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.receivedAtMs = nowMs();
    done();
  });
}

/** Parameter decorator: when the first of the request came, in milliseconds since 1970. */
export const ReceivedAtMs = createParamDecorator(
  (_data: unknown, context: ExecutionContext): number =>
    context.switchToHttp().getRequest<FastifyRequest>().receivedAtMs,
);
