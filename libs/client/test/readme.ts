/** What the README of this library tells people to type. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first block of code in a language. @throws Error when there is none */
export async function readmeBlock(language: 'sh' | 'ts' | 'tsx'): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, code] = new RegExp(`^\`\`\`${language}\n(.+?)^\`\`\``, 'ms').exec(readme) ?? [];
  if (code === undefined) throw new Error(`the README has no ${language}`);
  return code;
}
