/** Values as tools write them: one, or several in one cell. */

// OSMnx writes several values of one road as a list, as a Python list in a text, or as a set; OpenStreetMap with semicolons.
const PYTHON_LIST = /^[[{](.*)[\]}]$/s;
const PYTHON_TEXT = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,\s]+)/g;

/** The texts of a value, none where it says nothing. */
export function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value === 'boolean' || typeof value === 'number') return [String(value)];
  if (typeof value !== 'string') return [];
  const list = PYTHON_LIST.exec(value.trim())?.[1];
  if (list !== undefined) return [...list.matchAll(PYTHON_TEXT)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  return value
    .split(';')
    .map((text) => text.trim())
    .filter((text) => text !== '' && !/^(nan|none|null)$/i.test(text));
}
