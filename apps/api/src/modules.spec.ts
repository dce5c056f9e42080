import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MODULES_BEFORE_BUILD } from './commands/before-build.ts';
import { MODULES } from './modules.ts';

/** What is missing for `describeModule` to be asked of a module, by the text of its spec. */
function undescribed(name: string, specs: (path: string) => string | null = readSpec): readonly string[] {
  const path = `libs/${name}/src/module.spec.ts`;
  const isDescribed = specs(path)?.includes(`\ndescribeModule(${name}, {`) ?? false;
  return isDescribed
    ? []
    : [`${path} does not call describeModule(${name}, { … }): see "Add a module" in CONTRIBUTING`];
}

function readSpec(path: string): string | null {
  const file = new URL(`../../../${path}`, import.meta.url);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

describe('the modules of this server', () => {
  it('are those that `npm start` knows before there is a build', () => {
    const installed = MODULES.map(({ server }) => server.definition.name).toSorted();
    expect(MODULES_BEFORE_BUILD.map(({ name }) => name).toSorted()).toEqual(installed);
  });

  it('are each described by a spec of their own', () => {
    expect(MODULES.flatMap(({ server }) => undescribed(server.definition.name))).toEqual([]);
  });

  it.each([
    ['no spec', null],
    ['a spec that asks something else', "it('is there');\n"],
    ['the description of another module', '\ndescribeModule(rides, {});\n'],
  ])('would be caught with %s', (_what, text) => {
    expect(undescribed('safety', () => text)[0]).toContain('libs/safety/src/module.spec.ts does not call');
  });
});
