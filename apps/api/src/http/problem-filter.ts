import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteTable } from './route-table.ts';
import { platformProblem } from './platform-problems.ts';
import { problemDocument, PROBLEM_MEDIA_TYPE, Problem } from './problem.ts';
import type { FaultLog } from '../observe/fault-log.ts';
import { toProblem } from './to-problem.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem that was answered; absent where the answer is none. */
    problemCode?: string;
  }
}

/** Turns whatever was thrown, anywhere between the socket and the controller, into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #faults: FaultLog;
  readonly #routes: RouteTable;

  constructor(faults: FaultLog, routes: RouteTable) {
    this.#faults = faults;
    this.#routes = routes;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.#problemOf(thrown, request);
    if (problem.status >= 500) {
      const cause = thrown instanceof Problem ? thrown.cause : thrown;
      this.#faults.report({ about: problem.code, cause, requestId: request.id, detail: problem.detail });
    }
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
    if (allowed.length === 0) return platformProblem('not_found', { detail: this.#routes.hintFor(request.url) });
    const methods = allowed.join(', ');
    return platformProblem('method_not_allowed', { detail: `It takes ${methods}.`, headers: { Allow: methods } });
  }
}

/** Sends a problem as the answer. */
export function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): void {
  reply.problemCode = problem.code;
  void reply
    .code(problem.status)
    .headers({ ...problem.headers })
    .type(PROBLEM_MEDIA_TYPE)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemDocument(problem, requestId));
}
