import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const TAIL_LINES_MAX = 20;

/** A program that ended with an error, with the last it said. */
export class ProgramFailed extends Error {
  readonly tail: readonly string[];

  constructor(program: string, how: string, tail: readonly string[]) {
    super(`${program} ${how}: ${tail.at(-1) ?? 'it said nothing'}`);
    this.name = 'ProgramFailed';
    this.tail = tail;
  }
}

/** Runs a program to its end. `onLine` hears each line it prints. @throws ProgramFailed */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: {
    readonly folder: string;
    readonly onLine?: (line: string) => void;
    /** Ends the program. */
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const { folder, signal } = options;
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...(signal ? { signal } : {}) });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES_MAX) tail.shift();
      options.onLine?.(line);
    });
  }
  const how = await new Promise<string | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => resolve(code === 0 ? null : `ended with ${code ?? by}`));
  });
  if (how !== null) throw new ProgramFailed(program.split('/').at(-1) ?? program, how, tail);
}
