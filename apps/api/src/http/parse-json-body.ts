import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { findJsonBreak } from './json-break.ts';
import { HTTP_LIMITS } from './limits.ts';
import { platformProblem, type PlatformProblemCode } from './platform-problems.ts';
import type { Problem } from './problem.ts';
import { findJsonFlaw } from './scan-json.ts';

type Inflate = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

const INFLATE: Readonly<Record<string, Inflate>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, object, Buffer>(brotliDecompress),
};

/**
 * Undoes a content coding, up to the limit of inflated bytes: what would become larger is given up, not made.
 * @throws Problem
 */
export async function inflateBody(bytes: Buffer, coding: string | undefined): Promise<Buffer> {
  const name = coding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return bytes;
  const inflateAs = Object.hasOwn(INFLATE, name) ? INFLATE[name] : undefined;
  if (inflateAs === undefined) throw platformProblem('content_coding_unsupported');
  try {
    return await inflateAs(bytes, { maxOutputLength: HTTP_LIMITS.inflatedBodyBytesMax });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLargeInflated()
      : platformProblem('body_malformed');
  }
}

/**
 * Reads a JSON body as strictly as this server wants it. An empty body is `undefined`, which routes that need one refuse.
 * @throws Problem
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw platformProblem('text_not_unicode');
  const text = bytes.toString('utf8');
  const flaw = findJsonFlaw(text, HTTP_LIMITS.jsonDepthMax);
  if (flaw !== undefined) throw platformProblem(flaw, flaw === 'json_malformed' ? placeOfBreak(text) : {});
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw platformProblem('json_malformed', placeOfBreak(text));
  }
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
