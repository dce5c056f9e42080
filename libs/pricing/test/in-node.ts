/** Runs a function of a module in a Node of its own: two of them use two cores, and neither has anything of this process. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const RUNNER = `
import { readFile, writeFile } from 'node:fs/promises';
const [module, name, from, to] = process.argv.slice(1);
const run = (await import(module))[name];
await writeFile(to, JSON.stringify(run(JSON.parse(await readFile(from, 'utf8')))));
`;

/** The answer of `name` in a module, from source or bundled. Input and answer travel as JSON. */
export async function inNode(module: string, name: string, input: unknown): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'bimride-run-'));
  try {
    const [from, to] = [join(folder, 'input.json'), join(folder, 'output.json')];
    await writeFile(from, JSON.stringify(input));
    const args = ['--conditions=source', '--input-type=module', '--eval', RUNNER];
    await promisify(execFile)(process.execPath, [...args, pathToFileURL(module).href, name, from, to]);
    return JSON.parse(await readFile(to, 'utf8')) as unknown;
  } finally {
    await rm(folder, { recursive: true });
  }
}
