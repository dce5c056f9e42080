import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

describe('npm run check', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bimride-check-'));
    const scripts = { 'format:check': 'echo formatted', lint: 'exit 3', typecheck: 'echo typed' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function check(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    const script = resolve('tools/check.ts');
    return spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8' });
  }

  it('runs the steps after a failed one, and fails', () => {
    const { status, stdout } = check('--only', 'format,lint,types');
    expect(stdout).toMatch(
      /formatted[^]*typed[^]*ok {5}format[^]*FAILED lint[^]*ok {5}types[^]*\n2 passed, 1 failed\n$/,
    );
    expect(status).toBe(1);
  });

  it('passes when every chosen step passes', () => {
    expect(check('--only', 'format,lint,types', '--skip', 'lint').status).toBe(0);
  });

  it('fails a step that package.json does not know, and an empty choice', () => {
    const { status, stdout } = check('--only', 'boundaries');
    expect(stdout).toContain('package.json has no script "boundaries"');
    expect(status).toBe(1);
    expect(check('--only', 'lint', '--skip', 'lint').status).toBe(1);
  });

  it('refuses a step that does not exist', () => {
    const { status, stderr } = check('--only', 'lnt');
    expect(stderr).toContain('no such step: lnt');
    expect(status).toBe(2);
  });

  it('explains itself', () => {
    const { status, stdout } = check('--help');
    expect(stdout).toContain('--only');
    expect(status).toBe(0);
  });
});
