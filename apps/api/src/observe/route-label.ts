import type { FastifyRequest } from 'fastify';

/**
 * What a request is called in logs and metrics: the pattern of its route. The address itself would hold ids, and anything that
 * somebody cares to type into it.
 */
export function routeLabel(request: FastifyRequest): string {
  if (request.is404) return 'none';
  return request.routeOptions.url ?? 'none';
}
