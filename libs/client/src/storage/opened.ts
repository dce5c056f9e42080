/** Which files this process has open for whom: one that is opened twice sends everything twice. */

const opened = new Map<string, number>();

/** This app has it open already, as after a reload of code that did not close the client before: nothing is lost, but close one of them. */
export class OpenedTwice extends Error {
  override readonly name = 'OpenedTwice';
  constructor(file: string) {
    super(`${file} is open for the same person already: close that client first, or give both \`tabs\``);
  }
}

/** Notes it, and tells when somebody else has it open. Answers how to let go. */
export function noteOpened(file: string, subject: string, onTwice: (error: OpenedTwice) => void): () => void {
  const name = `${file} ${subject}`;
  const before = opened.get(name) ?? 0;
  opened.set(name, before + 1);
  if (before > 0) onTwice(new OpenedTwice(file));
  let isOpen = true;
  return () => {
    if (!isOpen) return;
    isOpen = false;
    const left = (opened.get(name) ?? 1) - 1;
    if (left > 0) opened.set(name, left);
    else opened.delete(name);
  };
}
