import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fixtureTree, openWorkspace, runScript } from './fixture-run.ts';
import { readPlants, rulesOf, type Violation } from './plants.ts';

const Lint = z.object({
  number_of_files: z.number(),
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().optional(),
      filename: z.string(),
      labels: z.tuple([z.object({ span: z.object({ line: z.number() }) })], z.unknown()),
    }),
  ),
});
type Diagnostic = z.infer<typeof Lint>['diagnostics'][number];

const Config = z.object({
  rules: z.record(z.string(), z.unknown()),
  overrides: z.array(z.object({ files: z.array(z.string()), rules: z.record(z.string(), z.unknown()) })),
});

/** `eslint(no-console)` is `no-console`; a stale disable comment comes without a code. */
function ruleOf({ code, message }: Diagnostic): string {
  if (code === undefined && message.startsWith('Unused oxlint-disable')) return 'unused-directive';
  return /\((.+)\)$/.exec(code ?? '')?.[1] ?? message;
}

/** The rules that `rules` switches on, without the name of their plugin. */
function enabled(rules: Readonly<Record<string, unknown>>): readonly string[] {
  const on = Object.entries(rules).filter(([, setting]) => setting !== 'off');
  return on.map(([name]) => name.slice(name.indexOf('/') + 1)).toSorted();
}

describe('lint rules', () => {
  const workspace = openWorkspace('lint');
  const planted = readPlants(fixtureTree('lint'), { lines: true });
  const config = Config.parse(JSON.parse(readFileSync('.oxlintrc.json', 'utf8')));
  const pure = config.overrides.find(({ rules }) => rules['oxc/no-async-await'] === 'error');
  let lint: z.infer<typeof Lint>;
  let found: readonly Violation[];

  beforeAll(async () => {
    const args = ['node_modules/oxlint/bin/oxlint', '--disable-nested-config', '--format', 'json', 'apps', 'libs'];
    lint = Lint.parse(JSON.parse(await runScript(workspace.path, args)));
    const place = ({ filename, labels }: Diagnostic): string => `${filename}:${labels[0].span.line}`;
    found = lint.diagnostics.map((diagnostic) => `${place(diagnostic)} ${ruleOf(diagnostic)}`).toSorted();
  });
  afterAll(() => workspace.remove());

  it('catch every planted violation, and report nothing else', () => {
    expect(found).toEqual(planted);
  });

  it('have a planted violation for everything that a pure file must not do', () => {
    expect(rulesOf(planted)).toEqual(expect.arrayContaining([...enabled(pure?.rules ?? { missing: 'error' })]));
  });

  it('have a planted violation for every global that a pure file must not touch', () => {
    const Globals = z.tuple([z.literal('error')], z.object({ name: z.string(), message: z.string() }));
    const [, ...globals] = Globals.parse(pure?.rules['eslint/no-restricted-globals']);
    const { diagnostics } = lint;
    const names = diagnostics.map(({ message }) => /^Unexpected use of '(\w+)'/.exec(message)?.[1]);
    expect([...new Set(names)]).toEqual(expect.arrayContaining(globals.map(({ name }) => name)));
  });

  it('have a planted violation for every function of Math that differs between engines', () => {
    const Properties = z.tuple([z.literal('error')], z.object({ object: z.string().optional(), property: z.string() }));
    const [, ...properties] = Properties.parse(pure?.rules['eslint/no-restricted-properties']);
    const banned = properties.filter(({ object }) => object === 'Math').map(({ property }) => property);
    // All functions of Math, less those whose results the language defines to the last bit.
    const exact = 'abs ceil clz32 f16round floor fround imul max min round sign sqrt sumPrecise trunc'.split(' ');
    const inexact = Object.getOwnPropertyNames(Math).filter(
      (name) => typeof Reflect.get(Math, name) === 'function' && !exact.includes(name),
    );
    expect(banned.toSorted()).toEqual(inexact.toSorted());
    const plants = lint.diagnostics.filter((diagnostic) => ruleOf(diagnostic) === 'no-restricted-properties');
    const caught = plants.map(({ message }) => /Math\.(\w+)/.exec(message)?.[1]);
    expect([...new Set(caught)]).toEqual(expect.arrayContaining(banned));
  });

  it('have a planted violation for what libs must not import', () => {
    const libs = config.overrides.find(({ files }) => files.includes('libs/**'));
    expect(rulesOf(planted)).toEqual(expect.arrayContaining([...enabled(libs?.rules ?? { missing: 'error' })]));
  });

  it.each([
    'ban-ts-comment',
    'max-lines',
    'max-lines-per-function',
    'no-console',
    'no-default-export',
    'no-eval',
    'no-explicit-any',
    'no-floating-promises',
    'no-misused-promises',
    'no-new-func',
    'no-non-null-assertion',
    'no-process-env',
    'no-unsafe-assignment',
    'no-warning-comments',
  ])('have a planted violation of %s', (rule) => {
    expect(rulesOf(planted)).toContain(rule);
    expect(enabled(config.rules)).toContain(rule);
  });
});
