/** What the README of this library tells people to type. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first block of code in a language, below a heading or of the whole page. @throws Error when there is none */
export async function readmeBlock(language: 'sh' | 'ts' | 'tsx', heading = ''): Promise<string> {
  const page = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  const readme = page.slice(page.indexOf(`# ${heading}`));
  const [, code] = new RegExp(`^\`\`\`${language}(?: [^\n]*)?\n(.+?)^\`\`\``, 'ms').exec(readme) ?? [];
  if (code === undefined) throw new Error(`the README has no ${language}`);
  return code;
}

/** The code of a page that is a file by its name: a block ```ts sign-in.ts. @throws Error when there is none */
export async function codeOf(page: string, file: string): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../..', page), 'utf8');
  const [, code] = new RegExp(`^\`\`\`tsx? ${file}\n(.+?)^\`\`\``, 'ms').exec(text) ?? [];
  if (code === undefined) throw new Error(`${page} has no ${file}`);
  return code;
}
