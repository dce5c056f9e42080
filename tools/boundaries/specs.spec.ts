import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureTree, runScript } from './fixture-run.ts';
import { readPlants, rulesOf } from './plants.ts';
import { findInSpec, SPEC_RULES } from './spec-rules.ts';

describe('the rules of specs', () => {
  const tree = fixtureTree('specs');
  const planted = readPlants(tree, { lines: true });

  it('catch every planted violation, and report nothing else', () => {
    const files = globSync('**/*.ts', { cwd: tree });
    const found = files.flatMap((file) => findInSpec(file, readFileSync(join(tree, file), 'utf8')));
    expect(found.map(({ file, line, rule }) => `${file}:${line} ${rule}`).toSorted()).toEqual(planted);
  });

  it('have a planted violation each', () => {
    expect(rulesOf(planted)).toEqual(Object.keys(SPEC_RULES).toSorted());
  });

  it('are what the command reports, with what to do', async () => {
    const output = await runScript(process.cwd(), ['tools/boundaries/check-specs.ts', tree]);
    expect(output.trimEnd().split('\n').slice(0, -1)).toHaveLength(planted.length);
    expect(output).toContain('wait for the condition, with `until`');
  });
});
