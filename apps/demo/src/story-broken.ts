/** A promise that the story makes to its reader was not kept. */
export class StoryBroken extends Error {
  override readonly name = 'StoryBroken';
}

/** @throws StoryBroken when it is not so */
export function must(isSo: boolean, promise: string): void {
  if (!isSo) throw new StoryBroken(`expected: ${promise}`);
}

/** The longest that the story waits for anything. */
export const PATIENCE_MS = 20_000;

/** What was promised, if it comes while patience lasts. @throws StoryBroken */
export async function inTime<T>(what: string, promised: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const tooLate = new StoryBroken(`expected within ${PATIENCE_MS / 1_000} seconds: ${what}`);
    timer = setTimeout(() => reject(tooLate), PATIENCE_MS);
  });
  return Promise.race([promised, late]).finally(() => clearTimeout(timer));
}
