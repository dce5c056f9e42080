/** How far a run is, and how it looks so far. */
export interface Reported {
  readonly hour: number;
  readonly hours: number;
  readonly figures: string;
}

/** Where progress is written: a terminal gets a bar that stays in one line. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const BAR_CHARS = 24;

/** Tells of a run: a bar on a terminal, and elsewhere one line for each hour. */
export function progressLine(stream: ProgressStream): (told: Reported) => void {
  return ({ figures, hour, hours }) => {
    if (stream.isTTY !== true) {
      stream.write(`hour ${hour} of ${hours} · ${figures}\n`);
      return;
    }
    const filled = Math.round((BAR_CHARS * hour) / hours);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CHARS - filled);
    stream.write(`\r\u001b[2K${bar} ${hour}/${hours} h · ${figures}${hour >= hours ? '\n' : ''}`);
  };
}
