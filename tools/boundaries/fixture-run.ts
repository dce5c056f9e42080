import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = process.cwd();
const CONFIGS = ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs', '.oxlintrc.json'];

/** A copy of one fixture tree that looks like the root of this repository: the same configs, the same packages. */
export interface Workspace {
  readonly path: string;
  remove(): void;
}

/** Makes a workspace of `tools/boundaries/fixtures/<tree>`, so that the real rules apply to it unchanged. */
export function openWorkspace(tree: string): Workspace {
  const path = mkdtempSync(join(tmpdir(), `bimride-${tree}-`));
  cpSync(fixtureTree(tree), path, { recursive: true });
  for (const config of CONFIGS) cpSync(join(ROOT, config), join(path, config));
  symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

/** The folder of a fixture tree in this repository. */
export function fixtureTree(tree: string): string {
  return join(ROOT, 'tools/boundaries/fixtures', tree);
}

/** Runs a script of node in `cwd` and returns what it printed; the tools here fail with a code when they find something. */
export function runScript(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && stdout === '') reject(new Error(stderr, { cause: error }));
      else resolve(stdout);
    });
  });
}
