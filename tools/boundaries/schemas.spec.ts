import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureTree, runScript } from './fixture-run.ts';
import { readPlants, rulesOf } from './plants.ts';
import { findForeignSchemas, SCHEMA_RULES } from './schema-ownership.ts';

describe('schema ownership', () => {
  const tree = fixtureTree('schemas');
  const planted = readPlants(tree, { lines: true });

  it('catches every planted violation, and reports nothing else', () => {
    const files = globSync('**/*.ts', { cwd: tree });
    const findings = files.flatMap((file) => findForeignSchemas(file, readFileSync(join(tree, file), 'utf8')));
    expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`).toSorted()).toEqual(planted);
  });

  it('has a planted violation of each rule', () => {
    expect(rulesOf(planted)).toEqual(Object.keys(SCHEMA_RULES).toSorted());
  });

  it('is what the command reports', async () => {
    const output = await runScript(process.cwd(), ['tools/boundaries/check-schemas.ts', tree]);
    expect(output.trimEnd().split('\n').slice(0, -1)).toHaveLength(planted.length);
  });
});
