import { expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DOCUMENTS = globSync(['*.md', '{docs,apps,libs,tools,bench,examples}/**/*.md'], { exclude: ['**/node_modules'] });

/** Targets of links to files of this repository, without the part that points into the file. */
function targets(document: string): readonly string[] {
  const links = readFileSync(document, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g);
  return [...links].map(([, path = '']) => join(dirname(document), path));
}

it.each(DOCUMENTS)('%s links to files that exist', (document) => {
  expect(targets(document).filter((path) => !existsSync(path))).toEqual([]);
});
