import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fuzzReport, type FuzzReport } from './report.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/**
 * What of an answer is checked. Left out: what the document does not promise in a form that a machine can hold against an answer
 * (which headers come, that every wrong input is refused and every right one taken), and the order of requests (stateful).
 */
const CHECKS = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';

/** Installs schemathesis, pinned, into an environment of its own below `.data/`, unless it is there. Gives back the program's path. */
export function installSchemathesis(): string {
  // Another list of packages is another environment.
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = resolve('.data/schemathesis', version);
  const program = join(folder, 'bin/schemathesis');
  if (existsSync(join(folder, 'complete'))) return program;
  rmSync(folder, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS];
  execFileSync(join(folder, 'bin/python'), pip, { stdio: 'inherit' });
  execFileSync('touch', [join(folder, 'complete')]);
  return program;
}

export interface FuzzInput {
  readonly program: string;
  readonly url: string;
  /** Null: a stranger. */
  readonly token: string | null;
  readonly seconds: number;
  readonly seed: number;
}

/** Runs it against a server for some seconds. What it found is printed, if `say` is given. @throws Error when it left no report */
export async function fuzz(input: FuzzInput, say: (text: string) => void = () => undefined): Promise<FuzzReport> {
  // What it learns in one run would change the next: each has a folder of its own.
  const folder = mkdtempSync(join(tmpdir(), 'bimride-fuzz-'));
  try {
    const report = join(folder, 'report.json');
    const output = await outputOf(input.program, argumentsOf(input, report), folder);
    if (!existsSync(report)) throw new Error(`schemathesis left no report:\n${output}`);
    const found = fuzzReport.parse(JSON.parse(readFileSync(report, 'utf8')));
    if (found.failures.length + found.errors.length > 0) say(output);
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function argumentsOf({ url, token, seconds, seed }: FuzzInput, report: string): readonly string[] {
  const options: Readonly<Record<string, string>> = {
    '--checks': CHECKS,
    '--phases': 'examples,coverage,fuzzing',
    '--max-time': String(seconds),
    '--seed': String(seed),
    '--request-timeout': '20',
    '--warnings': 'off',
    '--report': 'json',
    '--report-json-path': report,
    ...(token === null ? {} : { '--header': `Authorization: Bearer ${token}` }),
  };
  return ['run', `${url}/openapi.json`, '--continue-on-failure', '--no-color', ...Object.entries(options).flat()];
}

/** It exits with 1 for what it found; its report tells what that is. */
function outputOf(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((end, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => end(output));
  });
}
