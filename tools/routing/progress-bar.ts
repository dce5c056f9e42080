const BAR_CHARS = 30;

/** Draws how far something has come: in place on a terminal, elsewhere a line for each step. */
export function progressBar(out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>): (done: number, doing: string) => void {
  let last = '';
  return (done, doing) => {
    const filled = Math.round(Math.min(1, Math.max(0, done)) * BAR_CHARS);
    const percent = String(Math.round(done * 100)).padStart(3);
    const line = `[${'#'.repeat(filled)}${'-'.repeat(BAR_CHARS - filled)}] ${percent} %  ${doing}`;
    if (line === last) return;
    out.write(out.isTTY ? `\r${line.padEnd(last.length)}${done >= 1 ? '\n' : ''}` : `${line}\n`);
    last = line;
  };
}
