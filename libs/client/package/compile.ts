/**
 * Compiles what a phone loads, with what a phone has: the schemas of phones in place of zod, the types of a browser, no
 * Node, nothing newer than ES2022. Run by itself it only checks: part of `npm run typecheck`.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { packageEntries, PHONE_ZOD, REPOSITORY } from './entries.ts';
import { foldConstants } from './fold-constants.ts';
import { markPure } from './mark-pure.ts';

const HINT = `
This code is loaded by phones. They have ES2022 and what browsers have, nothing of Node, and of zod what stands in
libs/client/src/schemas: do without what is missing there, or add it there; schemas.spec.ts holds it against zod.
`;

const ALL = [...Object.values(packageEntries()).map((file) => `libs/${file}.ts`), PHONE_ZOD.compiled];

/**
 * Compiles every entry with all that it reaches, into a folder or, without one, to nowhere.
 *
 * @param files what to compile instead, relative to the repository
 * @returns what phones cannot run, as the compiler says it, with what to do about it; empty if nothing
 */
export function compilePhoneCode(outDir?: string, files: readonly string[] = ALL): string {
  const program = ts.createProgram(
    files.map((file) => join(REPOSITORY, file)),
    { ...compilerOptions(), ...(outDir === undefined ? { noEmit: true } : { outDir }) },
  );
  const faults = [...ts.getPreEmitDiagnostics(program)];
  if (faults.length === 0 && outDir !== undefined)
    faults.push(...program.emit(undefined, undefined, undefined, undefined, transformers(program)).diagnostics);
  return faults.length === 0 ? '' : ts.formatDiagnostics(faults, FORMAT) + HINT;
}

const transformers = (program: ts.Program): ts.CustomTransformers => ({
  before: [foldConstants(program.getTypeChecker())],
  after: [markPure],
});

const FORMAT: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => REPOSITORY,
  getCanonicalFileName: (file) => file,
  getNewLine: () => '\n',
};

function compilerOptions(): ts.CompilerOptions {
  const path = join(REPOSITORY, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, REPOSITORY);
  return {
    ...options,
    rootDir: join(REPOSITORY, 'libs'),
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    paths: { zod: [`./${PHONE_ZOD.compiled}`] },
    pathsBasePath: REPOSITORY,
    declaration: true,
    incremental: false,
    sourceMap: false,
  };
}

if (import.meta.main) {
  const faults = compilePhoneCode();
  process.stderr.write(faults);
  if (faults !== '') process.exitCode = 1;
}
