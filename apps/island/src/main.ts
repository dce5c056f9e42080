import { runIsland } from './run-island.ts';
import { HELP, readOptions } from './options.ts';

const WRONG_ARGUMENTS = 64;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') return print(process.stdout, 0);
  if (options === 'wrong') return print(process.stderr, WRONG_ARGUMENTS);
  return runIsland(options);
}

function print(stream: NodeJS.WriteStream, exitCode: number): number {
  stream.write(HELP);
  return exitCode;
}

process.exitCode = await main();
