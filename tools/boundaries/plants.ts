import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One violation, planted or found: `file:line rule`, or `file rule` where the tool does not know lines. */
export type Violation = string;

/**
 * Reads what a fixture tree says about itself. `// plant: rule …` marks its own line, `// plant above: rule …` the line
 * before it; a file without any is a clean one.
 */
export function readPlants(tree: string, options: { readonly lines: boolean }): readonly Violation[] {
  const files = globSync('**/*.ts', { cwd: tree });
  return files.flatMap((file) => plantsOf(file, readFileSync(join(tree, file), 'utf8'), options)).toSorted();
}

function plantsOf(file: string, text: string, options: { readonly lines: boolean }): readonly Violation[] {
  return text.split('\n').flatMap((line, index) => {
    const match = /\bplant( above)?: ([\w -]+)$/.exec(line);
    if (match?.[2] === undefined) return [];
    const place = options.lines ? `${file}:${match[1] === undefined ? index + 1 : index}` : file;
    return match[2].split(' ').map((rule) => `${place} ${rule}`);
  });
}

/** The names of the rules among `violations`, each once, in order. */
export function rulesOf(violations: readonly Violation[]): readonly string[] {
  return [...new Set(violations.map((violation) => violation.slice(violation.indexOf(' ') + 1)))].toSorted();
}
