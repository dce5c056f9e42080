/**
 * Base64url without padding (RFC 4648 §5), strict: one text for one sequence of bytes.
 * Strict, because a lax reader would take a signature whose last character was changed for the same signature.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES: ReadonlyMap<string, number> = new Map(ALPHABET.split('').map((character, value) => [character, value]));
/** Each byte, so that `decodeURIComponent` reads it: ASCII as it stands but for the per cent sign itself. */
const ESCAPES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`,
);

/** The bytes of a text. Null when it is not base64url, or not the one way to write them. */
export function fromBase64url(text: string): Uint8Array | null {
  const rest = text.length % 4;
  if (rest === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of text) {
    const value = VALUES.get(character);
    if (value === undefined) return null;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >> bits) & 0xff;
    at += 1;
  }
  const spare = held & ((1 << bits) - 1);
  return spare === 0 ? bytes : null;
}

/** The text of bytes: six bits a character, without padding. */
export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const held = (first << 16) | (second << 8) | third;
    const characters = Math.min(bytes.length - at, 3) + 1;
    for (let place = 0; place < characters; place += 1) text += ALPHABET[(held >> (18 - 6 * place)) & 0x3f];
  }
  return text;
}

/** The text of bytes in UTF-8. Null when they are not UTF-8. By no `TextDecoder`, which engines of phones lack. */
export function utf8Text(bytes: Uint8Array): string | null {
  let escaped = '';
  for (const byte of bytes) escaped += ESCAPES[byte];
  try {
    return decodeURIComponent(escaped);
  } catch {
    return null;
  }
}

/** How many bytes a text takes in UTF-8. A lone surrogate takes the three of its replacement. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
