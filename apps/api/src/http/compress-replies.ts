import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { HTTP_LIMITS } from './limits.ts';

const compress = promisify(gzip);

/**
 * Compresses large answers of JSON for whoever accepts gzip: the first pull of a phone is hundreds of kilobytes of rows that are much alike,
 * and its link is slow. Event streams and files are left as they are.
 */
export function compressReplies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (!isLarge(payload) || !isPlainJson(reply)) return payload;
    request.countAnswer?.(payload.length);
    reply.header('vary', withAcceptEncoding(reply.getHeader('vary')));
    if (!acceptsGzip(request)) return payload;
    reply.header('content-encoding', 'gzip').removeHeader('content-length');
    return typeof payload === 'string' ? compress(payload) : compressOnce(payload);
  });
}

/** Bytes that are sent many times, as the API document is, are compressed once. */
const compressed = new WeakMap<Buffer, Promise<Buffer>>();

function compressOnce(bytes: Buffer): Promise<Buffer> {
  const known = compressed.get(bytes);
  if (known) return known;
  const made = compress(bytes);
  compressed.set(bytes, made);
  return made;
}

function isLarge(payload: unknown): payload is string | Buffer {
  return (
    (typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length >= HTTP_LIMITS.compressedReplyBytesMin
  );
}

function isPlainJson(reply: FastifyReply): boolean {
  const type = reply.getHeader('content-type');
  const isJson = typeof type === 'string' && /^application\/([\w.-]+\+)?json\b/i.test(type);
  return isJson && reply.getHeader('content-encoding') === undefined;
}

// A quality of zero is a refusal (RFC 9110, 12.5.3).
function acceptsGzip({ headers }: FastifyRequest): boolean {
  const accepted = [headers['accept-encoding'] ?? ''].flat().join(',').split(',');
  return accepted.some((coding) => /^\s*gzip\s*(?:;\s*q\s*=\s*(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/i.test(coding));
}

function withAcceptEncoding(vary: number | string | string[] | undefined): string {
  return [vary ?? [], 'Accept-Encoding'].flat().join(', ');
}
