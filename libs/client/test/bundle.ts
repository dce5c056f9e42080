/** Bundles of this library for specs: for a browser, and for children that must start quickly. */
import { build, type BuildOptions } from 'esbuild';

/** Bundles TypeScript text that imports relative to libs/client/test. */
export async function bundle(contents: string, options: BuildOptions = {}): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['source'],
    logLevel: 'silent',
    ...options,
    write: false,
  });
  return result.outputFiles[0]?.text ?? '';
}
