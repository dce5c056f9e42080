const WHO_COLUMNS = 11;
const TEXT_COLUMNS = 66;

/** Tells the story line by line, in columns: who, what, and what to note about it. */
export class Telling {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  chapter(title: string): void {
    this.#write(`\n${title}\n`);
  }

  say(who: string, what: string, note = ''): void {
    const columns = `  ${who.padEnd(WHO_COLUMNS)}${note === '' ? what : what.padEnd(TEXT_COLUMNS)}${note}`;
    this.#write(`${columns}\n`);
  }
}
