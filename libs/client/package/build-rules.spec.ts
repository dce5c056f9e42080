/** The rules of the package's build, each with something planted that it must catch. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { compilePhoneCode } from './compile.ts';
import { REPOSITORY } from './entries.ts';
import { foldConstants } from './fold-constants.ts';
import { packageManifest } from './manifest.ts';
import { markPure } from './mark-pure.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bimride-build-rules-'));
  mkdirSync(join(folder, 'lib'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what phones do not have', () => {
  it('is told by line, with what to do, when it is defined', () => {
    const file = 'libs/client/test/fixtures/phone-code/beyond-a-phone.mts';
    const told = compilePhoneCode(undefined, [file]);
    const lines = readFileSync(join(REPOSITORY, file), 'utf8').split('\n');
    const plants = lines.flatMap((line, index) => {
      const [, words] = /\/\/ plant: (.+)$/.exec(line) ?? [];
      return words === undefined ? [] : [{ place: `${file}(${index + 1},`, words }];
    });
    const errors = told.split('\n').filter((line) => line.includes('error TS'));
    expect(errors.length).toBe(plants.length);
    for (const { place, words } of plants)
      expect(errors.find((error) => error.startsWith(place))).toEqual(expect.stringContaining(words));
    expect(told).toContain('libs/client/src/schemas');
  });
});

describe('dependencies', () => {
  const manifestWith = (text: string, file = 'planted.js'): (() => object) => {
    writeFileSync(join(folder, 'lib', file), text);
    return () => packageManifest(folder);
  };

  it('are those that built files import, in the version of the repository', () => {
    const manifest = manifestWith(
      `import { sha256 } from '@noble/hashes/sha2.js';\nexport * from "react";\nimport './other.js';`,
    )();
    expect(manifest).toMatchObject({
      dependencies: { '@noble/hashes': expect.stringMatching(/^\d/) },
      peerDependencies: { react: expect.any(String) },
      peerDependenciesMeta: { react: { optional: true } },
    });
    expect(Object.keys((manifest as { dependencies: object }).dependencies)).toEqual(['@noble/hashes']);
  });

  it.each([
    [`import pad from 'left-pad';`, /planted\.js imports left-pad, .*"dependencies" of package\.json do not name it/],
    [`export { typescript } from 'typescript';`, /imports typescript, .*do not name it/],
    [`const a = await import("@scope/some/deep.js");`, /imports @scope\/some, /],
    [`import { readFileSync } from 'node:fs';`, /imports node:fs, .*a phone has nothing of Node/],
    [`import'fs';`, /imports fs, .*a phone has nothing of Node/],
  ])('stop the build when one is not declared: %s', (text, words) => {
    expect(manifestWith(text)).toThrow(words);
    writeFileSync(join(folder, 'lib/planted.js'), '');
  });

  it('count in types, too', () => {
    expect(manifestWith(`export declare const a: import("left-pad").Pad;`, 'planted.d.ts')).toThrow(/left-pad/);
    writeFileSync(join(folder, 'lib/planted.d.ts'), '');
  });
});

describe('what an app does not use', () => {
  const SOURCES = {
    'limits.ts': `export const LIMITS = { charsMax: 77, metersMin: -7.5, unusedMax: 999 } as const;
      const words = { used: 'the used one', unused: 'an unused one' } as const;
      export function pick<C extends keyof typeof words>(...codes: readonly C[]): Pick<typeof words, C> {
        return Object.fromEntries(codes.map((code) => [code, words[code]])) as Pick<typeof words, C>;
      }
      export const codeTexts = pick;`,
    'use.ts': `import { codeTexts, LIMITS } from './limits.ts';
      const { charsMax, metersMin: least } = LIMITS;
      declare const define: (value: unknown) => { readonly member: number };
      const alias = LIMITS;
      export const used = [charsMax, least, alias.charsMax, codeTexts('used')];
      export const unused = define({ ...LIMITS, deep: define('never seen') });
      export const { member } = unused;
      export const plain = { a: 1, b: [2, -3], c: () => 4 };`,
  };

  beforeAll(() => {
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, name), text);
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      outDir: folder,
      types: [],
      rewriteRelativeImportExtensions: true,
    };
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "sideEffects": false }');
    const program = ts.createProgram([join(folder, 'use.ts')], options);
    const before = [foldConstants(program.getTypeChecker())];
    program.emit(undefined, undefined, undefined, undefined, { before, after: [markPure] });
  });

  async function bundled(wanted: string): Promise<string> {
    const contents = `export { ${wanted} } from './use.js';`;
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      format: 'esm',
      write: false,
    });
    return outputFiles[0]?.text ?? '';
  }

  it('is left out: calls, objects of limits, texts of other codes', async () => {
    const text = await bundled('used');
    expect(text).toContain('charsMax = 77');
    expect(text).toContain('least = -7.5');
    expect(text).toContain('[charsMax, least, 77, { used: "the used one" }]');
    for (const gone of ['never seen', '999', 'unused', 'define']) expect(text).not.toContain(gone);
  });

  it('stays when it is used', async () => {
    expect(await bundled('unused')).toContain('never seen');
    expect(await bundled('member')).toContain('never seen');
    expect(await bundled('plain')).toMatch(/c: \(\) => 4/);
  });
});
