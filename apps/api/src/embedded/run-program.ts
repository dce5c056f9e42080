import { execFile } from 'node:child_process';

/** The operating system user a program runs as; absent means: as ourselves. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/** How a program ended. `code` is null when a signal ended it or it could not be started. */
export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM_TIMEOUT_MS = 120_000;
const PROGRAM_OUTPUT_MAX_BYTES = 1024 * 1024;

// PG* variables of the caller (PGDATA, PGPORT ...) must not steer an embedded server, so nothing but these is passed on.
const cleanEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(process.env['SystemRoot'] === undefined ? {} : { SystemRoot: process.env['SystemRoot'] }),
});

/** Runs a program to its end and never throws: a failure is in the result. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly user?: OsUser | undefined; readonly workingDirectory?: string } = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      {
        ...(options.user === undefined ? {} : { uid: options.user.uid, gid: options.user.gid }),
        ...(options.workingDirectory === undefined ? {} : { cwd: options.workingDirectory }),
        env: cleanEnvironment(),
        timeout: PROGRAM_TIMEOUT_MS,
        maxBuffer: PROGRAM_OUTPUT_MAX_BYTES,
      },
      (error, stdout, stderr) => {
        const failed = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        const detail = failed === null && error !== null && stderr === '' ? error.message : stderr;
        resolve({ code: failed, stdout, stderr: detail });
      },
    );
  });
}
