import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { RouteTable } from './route-table.ts';
import { platformProblem } from './platform-problems.ts';
import { problemDocument, PROBLEM_MEDIA_TYPE, type Problem } from './problem.ts';
import { isOurFault, toProblem } from './to-problem.ts';

/** Turns whatever was thrown, anywhere between the socket and the controller, into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log: Logger;
  readonly #routes: RouteTable;

  constructor(log: Logger, routes: RouteTable) {
    this.#log = log;
    this.#routes = routes;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.#problemOf(thrown, request);
    if (isOurFault(problem)) this.#log.error({ err: thrown, requestId: request.id }, 'a request failed');
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem, request.id);
  }

  #problemOf(thrown: unknown, request: FastifyRequest): Problem {
    const problem = toProblem(thrown);
    if (!request.is404 || problem.code !== 'not_found') return problem;
    const allowed = this.#routes.methodsAt(request.url);
    if (allowed.length === 0) return problem;
    return platformProblem('method_not_allowed', { headers: { Allow: allowed.join(', ') } });
  }
}

/** Sends a problem as the answer. */
export function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): void {
  void reply
    .code(problem.status)
    .headers({ ...problem.headers })
    .type(PROBLEM_MEDIA_TYPE)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemDocument(problem, requestId));
}
