/** PostgreSQL's protocol (version 3), as far as a proxy in a test has to understand it. */

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/** Cuts a stream of bytes into whole messages. */
export class PgMessages {
  #rest: Buffer = Buffer.alloc(0);
  #withoutType: boolean;

  /** `startsWithoutType`: a client's first message has a length and no type. */
  constructor({ startsWithoutType }: { readonly startsWithoutType: boolean }) {
    this.#withoutType = startsWithoutType;
  }

  /** The messages that are complete with this chunk. */
  read(chunk: Buffer | string): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, Buffer.from(chunk)]);
    const messages: Buffer[] = [];
    for (;;) {
      const typeBytes = this.#withoutType ? 0 : TYPE_BYTES;
      if (this.#rest.length < typeBytes + LENGTH_BYTES) return messages;
      const end = typeBytes + this.#rest.readInt32BE(typeBytes);
      if (this.#rest.length < end) return messages;
      messages.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
      this.#withoutType = false;
    }
  }
}

/** What a message of a client says. */
export interface ClientMessage {
  /** `statement_part`: more of the same statement follows, up to its end. */
  readonly kind: 'statement_part' | 'statement_end' | 'other';
  /** The parameters of a greeting. */
  readonly greeting: Readonly<Record<string, string>> | undefined;
  /** Prepared statements that it names, with their text. */
  readonly names: readonly (readonly [name: string, text: string])[];
  /** Texts that it runs. */
  readonly texts: readonly string[];
}

/** Reads a message of a client. `known`: the texts of the statements it has prepared. */
export function textsOf(message: Buffer, known: ReadonlyMap<string, string>): ClientMessage {
  const nothing = { greeting: undefined, names: [], texts: [] };
  const type = String.fromCharCode(message[0] ?? 0);
  const fields = message
    .subarray(TYPE_BYTES + LENGTH_BYTES)
    .toString('utf8')
    .split('\0');
  switch (type) {
    case '\0':
      return { ...nothing, kind: 'other', greeting: parametersIn(message) };
    case 'P':
      return { ...nothing, kind: 'statement_part', names: [[fields[0] ?? '', fields[1] ?? '']] };
    case 'B':
      return { ...nothing, kind: 'statement_part', texts: [known.get(fields[1] ?? '') ?? ''] };
    case 'D':
    case 'E':
    case 'C':
    case 'H':
      return { ...nothing, kind: 'statement_part' };
    case 'S':
      return { ...nothing, kind: 'statement_end' };
    case 'Q':
      return { ...nothing, kind: 'statement_end', texts: [fields[0] ?? ''] };
    default:
      return { ...nothing, kind: 'other' };
  }
}

/** The first message has a length (its highest byte is 0), a version and pairs of texts. */
function parametersIn(message: Buffer): Record<string, string> {
  const texts = message
    .subarray(2 * LENGTH_BYTES)
    .toString('utf8')
    .split('\0');
  const names = texts.filter((text, index) => index % 2 === 0 && text !== '');
  return Object.fromEntries(names.map((name) => [name, texts[texts.indexOf(name) + 1] ?? '']));
}
