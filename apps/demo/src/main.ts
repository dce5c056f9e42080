import { parseArgs } from 'node:util';
import { runDemo } from './demo.ts';

const USAGE = `Usage: npm run demo

Plays a ride from booking to its end against the server on PORT (default 3000), most of it without a network, and
checks that rider, drivers and dispatcher end up seeing what the server sees. Start the server first: npm start.
It can be played again and again. Exit code: 0 all fits, 1 something did not, 2 wrong arguments.

  --url URL   play against another server
  --verbose   tell each request of each phone, too
  --help      print this
`;

const DEFAULT_PORT = '3000';

async function main(): Promise<number> {
  const given = readArguments();
  if (given?.help) return print(process.stdout, 0);
  if (!given) return print(process.stderr, 2);
  const baseUrl = given.url ?? `http://127.0.0.1:${process.env['PORT'] ?? DEFAULT_PORT}`;
  const write = (text: string): void => void process.stdout.write(text);
  return (await runDemo({ baseUrl, write, ...(given.verbose && { verbose: true }) })) ? 0 : 1;
}

interface Arguments {
  readonly help?: boolean;
  readonly url?: string;
  readonly verbose?: boolean;
}

function readArguments(): Arguments | undefined {
  const options = {
    help: { type: 'boolean', short: 'h' },
    url: { type: 'string' },
    verbose: { type: 'boolean', short: 'v' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    return values.url === undefined || URL.canParse(values.url) ? values : undefined;
  } catch {
    return undefined;
  }
}

function print(stream: NodeJS.WriteStream, exitCode: number): number {
  stream.write(USAGE);
  return exitCode;
}

process.exitCode = await main();
