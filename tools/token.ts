import { DEMO_PEOPLE, signIn, SignInFailed } from '#api/people';
import { readCommandLine } from './command-line.ts';

const USAGE = `Usage: npm run -s token -- <person> [--json]

Prints an access token for one of the demonstration people, from the server on PORT (default 3000).

  <person>   ${DEMO_PEOPLE.map(({ id }) => id).join(' ')}
  --json     print accessToken, refreshToken and expiresAt as JSON
  --help     print this
`;

const DEFAULT_PORT = '3000';
const EXIT_USAGE = 64;

/** Exit codes: 0 a token was printed, 1 signing in failed, 64 wrong arguments. */
async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help) return print(process.stdout, USAGE, 0);
  const [person, ...rest] = positionals;
  if (person === undefined || rest.length > 0) return print(process.stderr, USAGE, EXIT_USAGE);
  const tokens = await signIn({ baseUrl: `http://127.0.0.1:${process.env['PORT'] ?? DEFAULT_PORT}`, person });
  const { accessToken, refreshToken, expiresAtMs } = tokens;
  const json = { accessToken, refreshToken, expiresAt: new Date(expiresAtMs).toISOString() };
  return print(process.stdout, values.json ? `${JSON.stringify(json, null, 2)}\n` : `${accessToken}\n`, 0);
}

interface Arguments {
  readonly values: { readonly help?: boolean; readonly json?: boolean };
  readonly positionals: readonly string[];
}

function readArguments(): Arguments {
  const options = { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } } as const;
  return readCommandLine({ allowPositionals: true, options });
}

function print(stream: NodeJS.WriteStream, text: string, exitCode: number): number {
  stream.write(text);
  return exitCode;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SignInFailed)) throw error;
  process.exitCode = print(process.stderr, `token: ${error.message}\n`, 1);
}
