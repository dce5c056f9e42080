import { verifyStoredChain, type ChainVerdict } from '#sync';
import { parseArgs } from 'node:util';
import { runCommand } from './run-command.ts';
import { withDatabase } from './with-database.ts';

const HELP = `npm run chain:verify [-- --json]

  Recomputes the hash chain over all commits from what is stored: mutations, who sent them,
  outcomes, corrections and decisions of staff, events and audit rows.
  Exits with 2, and names the first commit that does not fit, when anything was changed, added, dropped or reordered;
  with 1 when it could not look.
  Needs the database: stop the embedded server first, or set DATABASE_URL.
`;

const EXIT_BROKEN = 2;

function sentence(verdict: ChainVerdict): string {
  if (verdict.ok) return `The chain is sound: ${verdict.commits} commits, head ${verdict.head}.`;
  return `The chain is broken at commit ${verdict.commit}: ${verdict.reason}.`;
}

/** `npm run chain:verify`. */
async function verify(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return void process.stdout.write(HELP);
  await withDatabase(async (dataSource) => {
    const verdict = await verifyStoredChain(dataSource, (commit) =>
      process.stderr.write(`\r  up to commit ${commit} `),
    );
    process.stderr.write('\r');
    process.stdout.write(`${values.json ? JSON.stringify(verdict) : sentence(verdict)}\n`);
    if (!verdict.ok) process.exitCode = EXIT_BROKEN;
  });
}

await runCommand(verify);
