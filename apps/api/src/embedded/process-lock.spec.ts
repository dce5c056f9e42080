import { beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processStartedAt } from './process-identity.ts';
import { AlreadyRunningError, lockHolder, takeProcessLock } from './process-lock.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(directory, 'lock');
});

async function expectFree(): Promise<void> {
  const release = await takeProcessLock(path);
  expect((await lockHolder(path))?.pid).toBe(process.pid);
  await release();
}

describe('the lock of a process', () => {
  it('is held until it is released, and leaves nothing', async () => {
    const release = await takeProcessLock(path);
    expect((await lockHolder(path))?.pid).toBe(process.pid);
    await release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is refused while its holder lives, and says who that is', async () => {
    const release = await takeProcessLock(path);
    const refused = await takeProcessLock(path).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AlreadyRunningError);
    expect((refused as AlreadyRunningError).message).toContain(`already runs here (process ${process.pid}`);
    await release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('does not outlive its holder', async () => {
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(holder, 'spawn');
    const startedAt = await processStartedAt(holder.pid ?? 0);
    await writeFile(path, JSON.stringify({ pid: holder.pid, startedAt }));
    await expect(takeProcessLock(path)).rejects.toBeInstanceOf(AlreadyRunningError);
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    await expectFree();
  });

  it('is not held by a later process that got the same number', async () => {
    await writeFile(path, JSON.stringify({ pid: process.pid, startedAt: 'another time' }));
    await expectFree();
  });

  it.each(['', '{', 'null', '{"pid":"1"}'])('is not held by a file that says nothing: %j', async (text) => {
    await writeFile(path, text);
    await expectFree();
  });

  it('goes to exactly one of many that find it stale at once', async () => {
    await writeFile(path, JSON.stringify({ pid: process.pid, startedAt: 'another time' }));
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => takeProcessLock(path)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
