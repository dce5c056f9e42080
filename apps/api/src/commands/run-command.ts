import { reportFailure } from '../report-failure.ts';

/** Runs a command-line tool to its end and turns its outcome into the exit code. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}
