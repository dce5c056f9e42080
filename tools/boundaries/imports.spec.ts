import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fixtureTree, openWorkspace, runScript } from './fixture-run.ts';
import { readPlants, rulesOf, type Violation } from './plants.ts';

const Cruise = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string(), severity: z.string() })) }),
  }),
});

describe('import rules', () => {
  const workspace = openWorkspace('imports');
  const planted = readPlants(fixtureTree('imports'), { lines: false });
  let cruise: z.infer<typeof Cruise>;
  let found: readonly Violation[];

  beforeAll(async () => {
    const script = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs';
    const sources = '{apps,libs,tools,bench}/**/*.ts';
    const output = await runScript(workspace.path, [script, sources, '-c', '.dependency-cruiser.mjs', '-T', 'json']);
    cruise = Cruise.parse(JSON.parse(output));
    found = cruise.summary.violations.map(({ from, rule }) => `${from} ${rule.name}`).toSorted();
  });
  afterAll(() => workspace.remove());

  it('catch every planted violation, and report nothing else', () => {
    expect([...new Set(found)]).toEqual(planted);
  });

  it('have a planted violation each', () => {
    const rules = cruise.summary.ruleSetUsed.forbidden.map(({ name }) => name);
    expect(rulesOf(planted)).toEqual([...new Set(rules)].toSorted());
  });

  it('are all errors', () => {
    const { forbidden } = cruise.summary.ruleSetUsed;
    expect(forbidden.filter(({ severity }) => severity !== 'error')).toEqual([]);
  });

  it('let the permitted imports pass', () => {
    const clean = [
      'apps/api/src/app.module.ts',
      'apps/api/src/index.ts',
      'apps/api/test/harness/server.ts',
      'apps/island/src/runs-the-server.ts',
      'bench/measures.ts',
      'libs/client/src/index.ts',
      'libs/pricing/src/pricing.module.ts',
      'libs/pricing/src/rules/quote.ts',
      'libs/pricing/test/samples.ts',
      'libs/rides/src/client.ts',
      'libs/rides/src/mutations/book-ride.spec.ts',
      'libs/rides/src/mutations/book-ride.ts',
      'libs/rides/src/rides.module.ts',
      'libs/rides/src/rides.store.ts',
      'libs/sync/src/define/mutation.ts',
    ];
    const guilty = new Set(cruise.summary.violations.map(({ from }) => from));
    expect(cruise.modules.map(({ source }) => source)).toEqual(expect.arrayContaining(clean));
    expect(clean.filter((file) => guilty.has(file))).toEqual([]);
  });
});
