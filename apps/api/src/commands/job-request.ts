import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** What is asked of `npm run job`. */
export type JobRequest =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly json: boolean }
  | { readonly kind: 'run'; readonly name: string; readonly dryRun: boolean; readonly json: boolean };

/** Reads the arguments. @throws UsageError when they make no sense */
export function readJobRequest(args: readonly string[]): JobRequest {
  const { values, positionals } = parse(args);
  const { help = false, list = false, json = false, 'dry-run': dryRun = false } = values;
  if (help) return { kind: 'help' };
  const [name, ...rest] = positionals;
  if (rest.length > 0 || list === (name !== undefined) || (list && dryRun))
    throw new UsageError('Say the name of one job, or --list. --help tells more.');
  return name === undefined ? { kind: 'list', json } : { kind: 'run', name, dryRun, json };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: flag, list: flag, json: flag, 'dry-run': flag },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} --help tells more.`);
  }
}
