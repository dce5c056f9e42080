import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureTree, runScript } from './fixture-run.ts';
import { readPlants, rulesOf } from './plants.ts';
import { findImpurities, PURITY_RULES } from './purity.ts';

describe('what the linter and the import rules do not see', () => {
  const tree = fixtureTree('purity');
  const planted = readPlants(tree, { lines: true });

  it('is caught where it was planted, and nothing else is reported', () => {
    const findings = globSync('**/*.ts', { cwd: tree }).flatMap((file) =>
      findImpurities(file, readFileSync(join(tree, file), 'utf8'), file.includes('/rules/')),
    );
    expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`).toSorted()).toEqual(planted);
  });

  it('has a planted violation of each rule', () => {
    expect(rulesOf(planted)).toEqual(Object.keys(PURITY_RULES).toSorted());
  });

  it('is what the command reports', async () => {
    const output = await runScript(process.cwd(), ['tools/boundaries/check-purity.ts', tree]);
    expect(output.trimEnd().split('\n').slice(0, -1)).toHaveLength(planted.length);
  });
});
