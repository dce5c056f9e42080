import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { useStrictJson } from './body-parser.ts';
import { compressReplies } from './compress-replies.ts';
import { headerFault } from './header-fault.ts';
import { HTTP_LIMITS } from './limits.ts';
import { platformProblem, type PlatformProblemCode } from './platform-problems.ts';
import { sendProblem } from './problem-filter.ts';
import { problemDocument, PROBLEM_MEDIA_TYPE } from './problem.ts';
import { dropNames, requestIdOf } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';
import { toProblem } from './to-problem.ts';
import { trustIn } from './trusted-proxies.ts';

/** What the HTTP server asks of the rest. */
export interface HttpServerOptions {
  readonly production: boolean;
  /** True once a shutdown has begun: from then on every new request is sent elsewhere. */
  readonly isShuttingDown: () => boolean;
  /** Addresses and networks of proxies that are believed whom they speak for, and what they name a request. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Tests shorten these. */
  readonly timeouts?: { readonly [name in keyof typeof TIMEOUTS]?: number };
}

const { headersTimeoutMs, requestTimeoutMs, handlerTimeoutMs, timeoutCheckEveryMs } = HTTP_LIMITS;
const TIMEOUTS = { headersTimeoutMs, requestTimeoutMs, handlerTimeoutMs, timeoutCheckEveryMs } as const;

/** Fastify behind Nest, with every limit set and every error a problem document. */
export function createHttpAdapter(options: HttpServerOptions): FastifyAdapter {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const isTrusted = trustIn(options.trustedProxies ?? []);
  const adapter = new FastifyAdapter({
    bodyLimit: HTTP_LIMITS.bodyBytesMax,
    trustProxy: isTrusted,
    requestTimeout: timeouts.requestTimeoutMs,
    handlerTimeout: timeouts.handlerTimeoutMs,
    keepAliveTimeout: HTTP_LIMITS.keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    http: {
      // Looked for where a problem can be answered (`headerFault`).
      requireHostHeader: false,
      maxHeaderSize: HTTP_LIMITS.headerBytesMax,
      headersTimeout: timeouts.headersTimeoutMs,
      connectionsCheckingInterval: timeouts.timeoutCheckEveryMs,
    },
    routerOptions: { maxParamLength: HTTP_LIMITS.pathParameterCharsMax },
    genReqId: ({ headers, socket }: IncomingMessage) => {
      // Taken away before anybody reads them: what a stranger says names no line of the log.
      if (!isTrusted(socket.remoteAddress)) dropNames(headers);
      return requestIdOf(headers);
    },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(securityHeaders(request.raw.url ?? '/', options.production));
      sendProblem(reply, toProblem(error), request.id);
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, options.production),
  });
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.server.maxConnections = HTTP_LIMITS.connectionsMax;
  fastify.server.maxHeadersCount = HTTP_LIMITS.headersCountMax;
  // As any other request: the hook answers it. Without this Node does, with no body.
  fastify.server.on('checkExpectation', (...asked) => fastify.server.emit('request', ...asked));
  addHooks(fastify, options);
  compressReplies(fastify);
  useStrictJson(fastify);
  return adapter;
}

function addHooks(fastify: FastifyInstance, { production, isShuttingDown }: HttpServerOptions): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const url = request.raw.url ?? '/';
    // On the raw response, so that event streams and the sign-in pages, which write to it themselves, carry them too.
    for (const [name, value] of Object.entries(securityHeaders(url, production))) reply.raw.setHeader(name, value);
    reply.raw.setHeader('X-Request-Id', request.id);
    const fault = headerFault(request.raw);
    if (isShuttingDown()) done(platformProblem('shutting_down'));
    else if (fault !== null) done(platformProblem(fault));
    else if (url.length > HTTP_LIMITS.urlCharsMax) done(platformProblem('url_too_long'));
    else if (url.includes('%00')) done(platformProblem('text_has_nul'));
    // Said here, before the body: nobody needs to read a body that is for nobody.
    else if (request.is404) done(platformProblem('not_found'));
    else done();
  });
  // A connection that is kept open after its last answer would keep the shutdown waiting.
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (isShuttingDown()) reply.header('Connection', 'close');
    done(null, payload);
  });
}

const BY_NODE_CODE: Readonly<Record<string, PlatformProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

// The request was not even HTTP, or never came to its end: there is no reply object, only the connection.
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket, production: boolean): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = platformProblem(BY_NODE_CODE[error.code ?? ''] ?? 'request_malformed');
  const body = JSON.stringify(problemDocument(problem));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
      ...Object.entries(securityHeaders('/', production)).map(([name, value]) => `${name}: ${value}`),
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
