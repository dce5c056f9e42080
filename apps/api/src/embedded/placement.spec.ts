import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, findNativeFiles } from './binaries.ts';
import { runsAsRoot, serverUser } from './os-user.ts';
import { placeNativeFiles } from './placement.ts';
import { runProgram } from './run-program.ts';

let hidden: string;
let outside: string;

beforeEach(async () => {
  hidden = await mkdtemp(join(tmpdir(), 'hidden-'));
  outside = await mkdtemp(join(tmpdir(), 'outside-'));
  await chmod(outside, 0o711);
});

afterEach(async () => {
  await rm(hidden, { recursive: true, force: true });
  await rm(outside, { recursive: true, force: true });
});

describe('PostgreSQL’s own files', () => {
  it('are copied, once, out of a directory that the server’s user cannot enter', async () => {
    const installed = await findNativeFiles();
    await cp(installed.directory, join(hidden, 'native'), { recursive: true, verbatimSymlinks: true });
    const files = { directory: join(hidden, 'native'), label: installed.label };
    const said: string[] = [];
    const user = await serverUser();
    const placing = { user, say: (line: string) => said.push(line), outsideRoots: [outside] };
    const first = await placeNativeFiles(files, placing);
    const second = await placeNativeFiles(files, placing);
    expect(second).toBe(first);
    expect(first).toBe(runsAsRoot() ? join(outside, installed.label) : files.directory);
    expect(said).toHaveLength(runsAsRoot() ? 1 : 0);
    expect(await readdir(outside)).toEqual(runsAsRoot() ? [installed.label] : []);
    const { code, stdout } = await runProgram(binary(first, 'initdb'), ['--version'], { user, workingDirectory: '/' });
    expect([code, stdout]).toEqual([0, expect.stringContaining('PostgreSQL) 18')]);
  });
});
