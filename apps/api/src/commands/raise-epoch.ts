import { raiseEpoch, readHead } from '#sync';
import { parseArgs } from 'node:util';
import { runCommand } from './run-command.ts';
import { withDatabase } from './with-database.ts';

const HELP = `npm run epoch:raise -- --yes

  Say this once after restoring the database from a backup, before phones connect: every device then takes a fresh
  snapshot, and offers again what the restored database may have lost.
  Without --yes it only shows what it would do.
`;

/** `npm run epoch:raise`. */
async function raise(): Promise<void> {
  const { values } = parseArgs({ options: { yes: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return void process.stdout.write(HELP);
  await withDatabase(async (dataSource) => {
    const { epoch, commit } = await readHead(dataSource);
    if (!values.yes) {
      process.stdout.write(
        `Epoch ${epoch}, commit ${commit}. With --yes the epoch becomes ${epoch + 1}. Nothing was changed.\n`,
      );
      return;
    }
    process.stdout.write(`The epoch is now ${await raiseEpoch(dataSource)}.\n`);
  });
}

await runCommand(raise);
