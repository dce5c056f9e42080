/**
 * Tags that a tool has packed into one text: as hstore (`"maxspeed"=>"60","oneway"=>"yes"`, ogr2ogr's `other_tags`), or as
 * JSON (ogr2ogr with TAGS_FORMAT=JSON, exports of the Humanitarian OpenStreetMap Team).
 */

const PAIR = /"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|NULL)/g;

/** The tags; none where the text is neither. */
export function unpackTags(text: string): Readonly<Record<string, unknown>> {
  if (text.trimStart().startsWith('{')) return unpackJson(text);
  const pairs = [...text.matchAll(PAIR)].flatMap(([, key = '', value]) => {
    return value === undefined ? [] : [[unescaped(key), unescaped(value)] as const];
  });
  return Object.fromEntries(pairs);
}

function unpackJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const tags: unknown = JSON.parse(text);
    return typeof tags === 'object' && tags !== null ? { ...tags } : {};
  } catch {
    return {};
  }
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1');
}
