/** Reading and writing the bytes of an SMS. Big-endian, whole numbers only. Invariant: reading past the end throws `SmsCut`. */
export class SmsCut extends Error {}

export class ByteWriter {
  readonly #bytes: number[] = [];

  uint(value: number, bytes: number): this {
    const start = this.#bytes.length;
    let rest = value;
    for (let left = bytes; left > 0; left -= 1) {
      this.#bytes.splice(start, 0, rest % 256);
      rest = Math.floor(rest / 256);
    }
    return this;
  }

  hex(text: string): this {
    for (let at = 0; at < text.length; at += 2) this.#bytes.push(Number.parseInt(text.slice(at, at + 2), 16));
    return this;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  uint(bytes: number): number {
    return this.#take(bytes).reduce((value, byte) => value * 256 + byte, 0);
  }

  hex(bytes: number): string {
    return Array.from(this.#take(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  #take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    if (taken.length < count) throw new SmsCut();
    this.#at += count;
    return taken;
  }
}
