/** Ids that devices make, so that nothing has to be asked for before something can be done. */

/** Fills with random bytes. React Native without a polyfill must bring its own. */
export type RandomBytes = (length: number) => Uint8Array;

export const platformRandomBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A UUIDv7: sorts by the time it was made. */
export function uuidv7(nowMs: number, randomBytes: RandomBytes = platformRandomBytes): string {
  const random = randomBytes(10);
  random[0] = ((random[0] ?? 0) & 0x0f) | 0x70;
  random[2] = ((random[2] ?? 0) & 0x3f) | 0x80;
  const hex = nowMs.toString(16).padStart(12, '0') + toHex(random);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Lower-case hex digits of bytes. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Random lower-case hex digits, two for each byte: a salt. */
export function randomHex(bytes: number, randomBytes: RandomBytes = platformRandomBytes): string {
  return toHex(randomBytes(bytes));
}
