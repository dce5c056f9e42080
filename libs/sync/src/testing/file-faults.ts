/** What the files of a module say against its list of mutations. */
import { existsSync, readdirSync } from 'node:fs';
import type { MutationDefinition } from '../define/mutation.ts';
import type { PlayedModule } from './module-parts.ts';

/** Mutations that stand in a folder and are not registered, or the other way round; and those without a spec of their own. */
export async function fileFaults({ module, parts }: PlayedModule): Promise<readonly string[]> {
  const files = parts.folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map((name) => new URL(name, folder)),
  );
  const found = await Promise.all(files.map(async (file) => ({ file, mutations: await mutationsOf(file) })));
  const standing = new Set(found.flatMap(({ mutations }) => mutations));
  const elsewhere = module.mutations.filter((mutation) => !standing.has(mutation));
  return [
    ...elsewhere.map(({ name }) => `${name} stands in no file of the folders of mutations`),
    ...found.flatMap(({ file, mutations }) => faultsOfFile(file, mutations, module.mutations)),
  ];
}

function faultsOfFile(
  file: URL,
  mutations: readonly MutationDefinition[],
  registered: readonly MutationDefinition[],
): readonly string[] {
  const name = file.pathname.split('/').at(-1) ?? '';
  const spec = new URL(name.replace(/\.ts$/, '.spec.ts'), file);
  const forgotten = mutations.filter((mutation) => !registered.includes(mutation));
  return [
    ...forgotten.map((mutation) => `${mutation.name} of ${name} is in no module: list it in defineModule`),
    ...(mutations.length > 1 ? [`${name} holds ${mutations.length} mutations: one file, one mutation`] : []),
    ...(mutations.length > 0 && !existsSync(spec)
      ? [`${name} has no spec of its own: write ${name.replace(/\.ts$/, '.spec.ts')}`]
      : []),
  ];
}

async function mutationsOf(file: URL): Promise<readonly MutationDefinition[]> {
  const exported = (await import(file.href)) as Readonly<Record<string, unknown>>;
  return Object.values(exported).filter(isMutation);
}

function isMutation(value: unknown): value is MutationDefinition {
  return typeof value === 'object' && value !== null && 'decide' in value && 'lane' in value && 'args' in value;
}
