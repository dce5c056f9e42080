// oxlint-disable-next-line no-unassigned-import -- it looks before the others are even loaded
import '../preflight/node-version.ts';
import { reportFailure } from '../report-failure.ts';

/** Runs a command-line tool to its end and turns its outcome into the exit code. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}
