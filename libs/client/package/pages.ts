/**
 * The pages of the package: this library's README, and the documents that it leads to, under `docs/`. A link to anything
 * else of the repository becomes plain text: whoever installed the package does not have it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { REPOSITORY } from './entries.ts';

const README = 'libs/client/README.md';
const DOCUMENT = /^docs\/[^/]+\.md$/;
const LINK = /\[([^\]]*)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/g;

/** Writes the pages into the package's folder. */
export function copyPages(target: string): void {
  const pages = shippedPages();
  for (const page of pages) {
    const path = join(target, placeOf(page));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, withOwnLinks(page, pages));
  }
}

/** The README, and all documents that can be reached from it. */
function shippedPages(): ReadonlySet<string> {
  const pages = new Set([README]);
  for (const page of pages) for (const to of documentsIn(page)) pages.add(to);
  return pages;
}

function documentsIn(page: string): readonly string[] {
  const links = [...textOf(page).matchAll(LINK)].map(([, , to = '']) => normalize(join(dirname(page), to)));
  return links.filter((to) => DOCUMENT.test(to) && existsSync(join(REPOSITORY, to)));
}

function withOwnLinks(page: string, pages: ReadonlySet<string>): string {
  return textOf(page).replaceAll(LINK, (_, words: string, to: string, part = '') => {
    const linked = normalize(join(dirname(page), to));
    return pages.has(linked) ? `[${words}](${relative(dirname(placeOf(page)), placeOf(linked))}${part})` : words;
  });
}

function textOf(page: string): string {
  return readFileSync(join(REPOSITORY, page), 'utf8');
}

const placeOf = (page: string): string => (page === README ? 'README.md' : page);
