import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { HTTP_LIMITS } from './limits.ts';
import { inflateBody, parseJsonBody, tooLargeRaw, type CountBody } from './parse-json-body.ts';
import { platformProblem } from './platform-problems.ts';

// application/json and application/<anything>+json; parameters are looked at afterwards.
const JSON_MEDIA_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json(?:\s*;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/** Makes JSON the only body there is, read by `parseJsonBody` and bounded before and after decompression. */
export function useStrictJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(JSON_MEDIA_TYPE, async (request: FastifyRequest, payload: IncomingMessage) => {
    const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw platformProblem('media_type_unsupported');
    const count = (bytes: number): void => request.countBody?.(bytes);
    const raw = await collect(payload, Number(request.headers['content-length'] ?? 0), count);
    return parseJsonBody(await inflateBody(raw, request.headers['content-encoding'], count));
  });
}

// What is too large counts as the largest that is taken: some of it has come over the wire by then.
async function collect(payload: IncomingMessage, announcedBytes: number, count: CountBody): Promise<Buffer> {
  const refuse = (): never => {
    count(HTTP_LIMITS.bodyBytesMax);
    throw tooLargeRaw();
  };
  if (announcedBytes > HTTP_LIMITS.bodyBytesMax) refuse();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(payload)) {
    bytes += chunk.length;
    if (bytes > HTTP_LIMITS.bodyBytesMax) refuse();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes);
}

// A refused body must not destroy the connection: the refusal has to go back over it.
async function* chunksOf(payload: IncomingMessage): AsyncGenerator<Buffer, void> {
  try {
    yield* payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch {
    throw platformProblem('body_malformed');
  }
}
