import { isUtf8 } from 'node:buffer';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { findJsonBreak } from './json-break.ts';
import { HTTP_LIMITS } from './limits.ts';
import { platformProblem, type PlatformProblemCode } from './platform-problems.ts';
import type { Problem } from './problem.ts';
import { findJsonFlaw } from './scan-json.ts';

const CHUNK = { chunkSize: 65_536 };
const INFLATE: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(CHUNK),
  'x-gzip': () => createGunzip(CHUNK),
  deflate: () => createInflate(CHUNK),
  br: () => createBrotliDecompress(CHUNK),
};

/** Hears of bytes that were made or taken, whatever comes of the body. @throws Problem */
export type CountBody = (bytes: number) => void;

/**
 * Undoes a content coding, up to the limit of inflated bytes: what would become larger is given up, not made. What was made
 * is counted, also of a body that is refused.
 * @throws Problem
 */
export async function inflateBody(
  bytes: Buffer,
  coding: string | undefined,
  count: CountBody = () => {},
): Promise<Buffer> {
  const name = coding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') {
    count(bytes.length);
    return bytes;
  }
  const inflateAs = Object.hasOwn(INFLATE, name) ? INFLATE[name] : undefined;
  if (inflateAs === undefined) throw platformProblem('content_coding_unsupported');
  const inflated = await inflate(inflateAs(), bytes);
  count(Math.max(inflated.bytes, bytes.length));
  if (inflated.end === 'too_large') throw tooLargeInflated();
  if (inflated.end === 'broken' || inflated.end === 'cut_off') throw notAsCoded(name, inflated.end, bytes);
  return Buffer.concat(inflated.chunks, inflated.bytes);
}

interface Inflated {
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
  readonly end: 'whole' | 'too_large' | 'cut_off' | 'broken';
}

async function inflate(stream: Transform, raw: Buffer): Promise<Inflated> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.end(raw);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > HTTP_LIMITS.inflatedBodyBytesMax) return { chunks: [], bytes, end: 'too_large' };
      chunks.push(chunk);
    }
    return { chunks, bytes, end: 'whole' };
  } catch (error) {
    // What zlib says of a stream that ends too early.
    const isCutOff = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    return { chunks: [], bytes, end: isCutOff ? 'cut_off' : 'broken' };
  }
}

/**
 * Reads a JSON body as strictly as this server wants it. An empty body is `undefined`, which routes that need one refuse.
 * @throws Problem
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw notText(bytes);
  const text = bytes.toString('utf8');
  const flaw = findJsonFlaw(text, HTTP_LIMITS.jsonDepthMax);
  if (flaw !== undefined) throw platformProblem(flaw, flaw === 'json_malformed' ? placeOfBreak(text) : {});
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw platformProblem('json_malformed', placeOfBreak(text));
  }
}

const JSON_BEGINS = /^[\s{["\d\-tfn]/;
const COMPRESSED_BEGINS: readonly (readonly [string, string])[] = [
  ['1f8b', 'gzip'],
  ['7801', 'deflate'],
  ['785e', 'deflate'],
  ['789c', 'deflate'],
  ['78da', 'deflate'],
];

/** What is not UTF-8: text in another encoding, or no text at all. Then most often something on the way took a header away. */
function notText(bytes: Buffer): Problem {
  if (JSON_BEGINS.test(bytes.toString('latin1', 0, 1))) return platformProblem('text_not_unicode');
  const begins = bytes.toString('hex', 0, 2);
  const coding = COMPRESSED_BEGINS.find(([magic]) => magic === begins)?.[1];
  const detail =
    coding === undefined
      ? `It is not text: its first bytes are ${begins} (hex). Compressed bodies need the header Content-Encoding, which a proxy may have taken away.`
      : `It is compressed (${coding}: its first bytes are ${begins}, hex) beyond what the header Content-Encoding says: a proxy may have taken that header away.`;
  return platformProblem('body_malformed', { detail });
}

/** What is not coded as its header says. */
function notAsCoded(coding: string, end: 'cut_off' | 'broken', bytes: Buffer): Problem {
  const detail =
    end === 'cut_off'
      ? `It is ${coding} that breaks off before its end: send all of it.`
      : `It is not ${coding}, as the header Content-Encoding says, or not to its end: its first bytes are ${bytes.toString('hex', 0, 2)} (hex). ` +
        'Compress the whole body, or leave that header out.';
  return platformProblem('body_malformed', { detail });
}

/** The problem of a body that is too large before its content coding is undone. */
export const tooLargeRaw = (): Problem => tooLarge(HTTP_LIMITS.bodyBytesMax, '');
const tooLargeInflated = (): Problem => tooLarge(HTTP_LIMITS.inflatedBodyBytesMax, ' once it is decompressed');

function tooLarge(bytesMax: number, when: string): Problem {
  const code: PlatformProblemCode = 'body_too_large';
  return platformProblem(code, { detail: `At most ${bytesMax} bytes are taken${when}.` });
}

// Only the place: V8's message quotes the text around it. In a long text nobody looks for it.
function placeOfBreak(text: string): { detail?: string } {
  if (text.length > HTTP_LIMITS.jsonBreakCharsMax) return {};
  const found = findJsonBreak(text);
  if (found === 'breaks off') return { detail: 'It breaks off before its end.' };
  return { detail: `It goes wrong in line ${found.line}, at character ${found.column}.` };
}
