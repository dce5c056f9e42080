import { describe, expect, it } from '@jest/globals';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { z } from 'zod';
import { runScript } from './fixture-run.ts';
import { GENERATED_PAGES } from '../docs/generated-pages.ts';
import { unusedExports } from './unused-exports.ts';

const Package = z.object({
  imports: z.record(z.string(), z.strictObject({ types: z.string(), source: z.string(), default: z.string() })),
});
const Config = z.object({
  overrides: z.array(z.object({ files: z.array(z.string()), rules: z.record(z.string(), z.unknown()) })),
});

const { imports } = Package.parse(JSON.parse(readFileSync('package.json', 'utf8')));

const GENERATED: ReadonlySet<string> = new Set(GENERATED_PAGES);

/** Every door there is. A lib has those of its that are files: nobody lists them. */
const DOORS: Readonly<Record<string, string>> = {
  '#*': 'libs/*/src/index',
  '#*/client': 'libs/*/src/client',
  '#*/contracts': 'libs/*/src/contracts',
  '#*/testing': 'libs/*/src/testing',
  '#client/encrypted': 'libs/client/src/encrypted',
  '#client/inspector': 'libs/client/src/inspector',
  '#client/react': 'libs/client/src/react',
  '#client/words': 'libs/client/src/words',
  '#api': 'apps/api/src/index',
  '#api/people': 'apps/api/src/people',
  '#api/phone': 'apps/api/test/phone/index',
  '#api/testing/*': 'apps/api/test/harness/*',
};

describe('doors', () => {
  it.each(Object.entries(DOORS))('%s opens %s, in the sources and in the build', (name, path) => {
    expect(imports[name]).toEqual({ types: `./${path}.ts`, source: `./${path}.ts`, default: `./dist/${path}.js` });
    expect(globSync(`${path}.ts`)).not.toEqual([]);
  });

  it('are these and no others', () => {
    expect(Object.keys(imports).toSorted()).toEqual(Object.keys(DOORS).toSorted());
  });

  it('lead to each lib', () => {
    const libs = readdirSync('libs', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(libs.filter(({ name }) => !existsSync(`libs/${name}/src/index.ts`))).toEqual([]);
  });
});

/** The name of a lib's door: `#rides/client`. */
function nameOf(file: string): string {
  const [, lib = '', kind = ''] = /^libs\/([a-z]+)\/src\/([a-z]+)\.ts$/.exec(file) ?? [];
  return kind === 'index' ? `#${lib}` : `#${lib}/${kind}`;
}

describe('what a door opens', () => {
  const read = (file: string): string => readFileSync(file, 'utf8');
  const code = globSync(['{apps,bench,libs,tools}/**/*.{ts,tsx,mts}'], {
    exclude: (path) => path.includes('node_modules'),
  });
  const ofLibs = globSync('libs/*/src/{index,client,contracts,encrypted,inspector,react,testing,words}.ts').map(
    (file) => [nameOf(file), read(file)] as const,
  );

  it('is asked for by somebody outside, or offered to apps by a guide', () => {
    // A generated page names whatever there is, and offers nothing.
    const written = globSync(['README.md', 'libs/*/README.md', 'docs/*.md']).filter((page) => !GENERATED.has(page));
    const guides = written.map(read);
    expect(code.length).toBeGreaterThan(500);
    // What a module is shown to import counts as if a module did.
    const asking = [...code, 'CONTRIBUTING.md'].map(read);
    expect(unusedExports({ doors: new Map(ofLibs), code: asking, guides })).toEqual([]);
  });

  it('is found when nobody asks for it', () => {
    const planted = new Map([
      ['#rides', "export * from './client.ts';\nexport { Dispatch } from './dispatch.ts';"],
      [
        '#rides/client',
        [
          "export { book, cancel as callOff, end, wait, type Ride } from './a.ts';",
          "export type { Offer } from './b.ts';",
          "export { rides } from './module.ts';",
        ].join('\n'),
      ],
    ]);
    const asking = ["import { book } from '#rides/client';", "import * as all from '#rides';\nall.callOff();"];
    const found = unusedExports({ doors: planted, code: asking, guides: ['`wait` ends a ride.'] });
    expect(found).toEqual(['#rides: Dispatch', '#rides/client: end']);
    expect(unusedExports({ doors: planted, code: asking.slice(0, 1), guides: [] })).toEqual([
      '#rides: Dispatch',
      '#rides/client: callOff',
      '#rides/client: end',
      '#rides/client: wait',
    ]);
  });
});

describe('the list of pure files', () => {
  it('is the same for the import rules and for the lint rules', async () => {
    const lint = Config.parse(JSON.parse(readFileSync('.oxlintrc.json', 'utf8')));
    const pure = lint.overrides.find(({ rules }) => rules['oxc/no-async-await'] === 'error');
    const globs = pure?.files ?? [];
    const script = `import('./.dependency-cruiser.mjs').then(({ PURE }) => console.log(JSON.stringify(PURE)))`;
    const patterns = z.array(z.string()).parse(JSON.parse(await runScript('.', ['-e', script])));
    const expressions = patterns.map((pattern) => new RegExp(pattern));

    const real = globSync('libs/*/src/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
    const invented = ['sync', 'rides', 'client', 'nextmodule'].flatMap((lib) =>
      ['client', 'contracts', 'state', 'views', 'rules/a', 'rules/a/b', 'mutations/a', 'store', 'deep/state'].map(
        (file) => `libs/${lib}/src/${file}.ts`,
      ),
    );
    const files = [...real, ...invented];
    const byImportRules = files.filter((file) => expressions.some((expression) => expression.test(file)));
    const byLintRules = files.filter((file) => globs.some((glob) => matchesGlob(file, glob)));
    expect(byLintRules).toEqual(byImportRules);
    expect(byLintRules).toEqual(
      expect.arrayContaining(['libs/rides/src/rules/a/b.ts', 'libs/sync/src/define/mutation.ts']),
    );
    expect(byLintRules).not.toContain('libs/rides/src/store.ts');
    expect(byLintRules).not.toContain('libs/client/src/queue/head.ts');
  });
});
