import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsOf, type DocCommand } from './commands.ts';

/** Every command of every page of the repository at this folder. */
export function allCommands(folder: string): readonly DocCommand[] {
  const pages = globSync(['*.md', '{docs,apps,libs,tools,bench,examples}/**/*.md'], {
    cwd: folder,
    exclude: ['**/node_modules'],
  });
  return pages.toSorted().flatMap((page) => commandsOf(page, readFileSync(join(folder, page), 'utf8')));
}
