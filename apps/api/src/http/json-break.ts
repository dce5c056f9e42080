/** Where text stops being JSON. Pure. */

/** Where it goes wrong, both counted from 1; or that it only breaks off. */
export type JsonBreak = { readonly line: number; readonly column: number } | 'breaks off';

/**
 * Finds the first character with which this broken text can no longer become JSON. V8 names the place in some of its errors only, so
 * it is asked about ever nearer beginnings: text that it wants more of is sound so far. Some log2(length) parses.
 */
export function findJsonBreak(text: string): JsonBreak {
  if (isSoundSoFar(text)) return 'breaks off';
  let sound = 0;
  let broken = text.length;
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (isSoundSoFar(text.slice(0, middle))) sound = middle;
    else broken = middle;
  }
  const before = text.slice(0, sound);
  const line = before.split('\n').length;
  return { line, column: sound - before.lastIndexOf('\n') };
}

function isSoundSoFar(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    if (message.includes('end of JSON input')) return true;
    return Number(/position (\d+)/.exec(message)?.[1] ?? -1) >= text.length;
  }
}
