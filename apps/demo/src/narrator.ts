import type { Exchange } from './link.ts';
import type { Phone } from './phone.ts';

const WHO_COLUMNS = 11;
const TEXT_COLUMNS = 66;

/** Tells the story line by line, in columns: who, what, and what to note about it. */
export class Narrator {
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

  /** One request of somebody's phone. */
  exchange(who: string, { method, path, status }: Exchange): void {
    this.#write(`${' '.repeat(WHO_COLUMNS + 2)}${who}: ${method} ${path}  ${status ?? 'no answer'}\n`);
  }

  /** Commands by which the reader looks at the ride that was driven. */
  howToLook(baseUrl: string, rideId: string): void {
    this.chapter('See for yourself');
    const { port } = new URL(baseUrl);
    const token = `-H "Authorization: Bearer $(PORT=${port} npm run -s token -- rider)"`;
    for (const what of ['', '/receipt']) this.#write(`  curl -s ${token} ${baseUrl}/v1/rides/${rideId}${what}\n`);
    this.#write(`  ${baseUrl}/docs describes all that can be asked\n\n`);
  }
}

/** How much waits on a phone, in words. */
export function onThePhone({ waitingCount }: Phone): string {
  return `kept on the phone, ${waitingCount} waiting`;
}
