import { globSync, readFileSync } from 'node:fs';

// A test or a group of tests says which rows it shows by beginning its name with their ids: it('R3 R13 …').
const NAME = /\(\s*(['"`])((?:[RPSGUCY]\d{1,2} )+)(?=\S)/g;

/** The rows whose ids stand at the beginning of names in the text of a spec. */
export function idsIn(text: string): readonly string[] {
  return [...text.matchAll(NAME)].flatMap(([, , ids = '']) => ids.trim().split(' '));
}

/** The spec files that carry each id, by id. Long versions count as well. */
export function carriers(folder = '.'): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const specs = globSync('{apps,libs,tools}/**/*.spec.ts', {
    cwd: folder,
    exclude: ['tools/acceptance/**', '**/fixtures/**'],
  });
  for (const file of specs.toSorted()) {
    for (const id of new Set(idsIn(readFileSync(`${folder}/${file}`, 'utf8')))) {
      found.set(id, [...(found.get(id) ?? []), file]);
    }
  }
  return found;
}
