/** A text with at most so many characters, whole ones; where something was cut off it ends with an ellipsis. */
export function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  return `${text.slice(0, charsMax - 1).replace(HALF_CHARACTER, '')}…`;
}

const HALF_CHARACTER = /[\uD800-\uDBFF]$/;
