import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { HTTP_LIMITS } from './limits.ts';
import { inflateBody, parseJsonBody, tooLargeRaw } from './parse-json-body.ts';
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
    const raw = await collect(payload, Number(request.headers['content-length'] ?? 0));
    const body = await inflateBody(raw, request.headers['content-encoding']);
    request.countBody?.(body.length);
    return parseJsonBody(body);
  });
}

async function collect(payload: IncomingMessage, announcedBytes: number): Promise<Buffer> {
  if (announcedBytes > HTTP_LIMITS.bodyBytesMax) throw tooLargeRaw();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(payload)) {
    bytes += chunk.length;
    if (bytes > HTTP_LIMITS.bodyBytesMax) throw tooLargeRaw();
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
