import { readFileSync } from 'node:fs';
import { runProgram } from './run-program.ts';

/**
 * What tells one process from a later one with the same number: when it started. Undefined when no such process lives.
 * The text is only good for comparing.
 */
export async function processStartedAt(pid: number): Promise<string | undefined> {
  if (!processNumberInUse(pid)) return undefined;
  if (process.platform === 'linux') return startedAtOnLinux(pid);
  if (process.platform === 'win32') return 'unknown';
  const { code, stdout } = await runProgram('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return code === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

/** The command line of a living process, or undefined. */
export async function processCommand(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readIfThere(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ');
  const { code, stdout } = await runProgram('ps', ['-o', 'command=', '-p', String(pid)]);
  return code === 0 ? stdout : undefined;
}

/** True when the number is in use, be it by a process that has ended and that nobody has asked about yet (a zombie). */
export function processNumberInUse(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startedAtOnLinux(pid: number): string | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  // The name, in brackets, may itself hold spaces and brackets: the fields are counted from the last one.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : fields?.[19];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
