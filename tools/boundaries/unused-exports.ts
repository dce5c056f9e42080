/**
 * What doors of libs open for nobody: exports that no file outside asks for, and that no guide offers to apps. A module's
 * definition is for phones whether or not anybody here asks for it.
 */

export interface Sources {
  /** Name of a door (`#rides/client`) to the text of its file. */
  readonly doors: ReadonlyMap<string, string>;
  /** Texts of every file of code. */
  readonly code: Iterable<string>;
  /** Texts of the guides for those who build on a door: what stands in them is offered, whether we use it or not. */
  readonly guides: Iterable<string>;
}

/** An export list; what is marked as a type costs nobody a byte, and is left alone. */
const EXPORTS = /export (type )?\{([^}]*)\}(?! from '\.\/module\.ts')/g;
const IMPORTS = /(?:import|export)\s+(?:type\s+)?(\{[^}]*\}|\*[^']*?)\s*from\s*'(#[^']+)'/g;
const OPENED = /export \* from '\.\/([a-z]+)\.ts'/g;
/** What stands as code in Markdown. */
const CODE = /```[\s\S]*?```|`[^`\n]+`/g;
const NAME = /^(?!type )\s*([A-Za-z]\w*)(?: as ([A-Za-z]\w*))?$/;

/** `#rides/client: openSms` for each value of a door that nobody outside asks for, in order. */
export function unusedExports({ doors, code, guides }: Sources): string[] {
  const asked = askedFor(code);
  const offered = new Set(
    [...guides].flatMap((text) => text.match(CODE) ?? []).flatMap((text) => text.match(/\w+/g) ?? []),
  );
  return [...doors].flatMap(([door, text]) => {
    const names = valuesOf(text).filter((name) => !offered.has(name));
    const ways = [door, ...wider(door, doors)];
    return names.filter((name) => !ways.some((way) => asked.get(way)?.has(name))).map((name) => `${door}: ${name}`);
  });
}

/** Which values a door exports by name. */
function valuesOf(text: string): string[] {
  return [...text.matchAll(EXPORTS)]
    .filter(([, type]) => type === undefined)
    .flatMap(([, , list = '']) => list.split(','))
    .map((item) => NAME.exec(item.trim()))
    .flatMap((found) => found?.[2] ?? found?.[1] ?? []);
}

/** Doors that pass on all of this one: `#rides` opens `#rides/client`, too. */
function wider(door: string, doors: ReadonlyMap<string, string>): string[] {
  const [lib = '', kind = 'index'] = door.split('/');
  const opens = [...(doors.get(lib) ?? '').matchAll(OPENED)].some(([, file]) => file === kind);
  return opens && lib !== door ? [lib] : [];
}

/** Door to the names that somebody asks it for. Who takes a whole door asks for the words in their file. */
function askedFor(code: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const asked = new Map<string, Set<string>>();
  for (const text of code) {
    for (const [, what = '', door = ''] of text.matchAll(IMPORTS)) {
      const names = asked.get(door) ?? new Set();
      for (const [name] of (what.startsWith('*') ? text : what).matchAll(/\w+/g)) names.add(name);
      asked.set(door, names);
    }
  }
  return asked;
}
