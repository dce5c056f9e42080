import { parseArgs, type ParseArgsConfig } from 'node:util';

// sysexits.h: the command was called wrongly.
const EXIT_USAGE = 64;

/** What a tool was asked for, as `parseArgs` of Node reads it. Whoever asks for what there is not is told so in one line, and the process ends. */
export function readCommandLine<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const [first] = (error as Error).message.split('. ');
    process.stderr.write(`${first}. --help tells what there is.\n`);
    return process.exit(EXIT_USAGE);
  }
}
