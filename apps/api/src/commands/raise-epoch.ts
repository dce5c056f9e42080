import { fulfilEpochRequest, readEpochRequest } from './epoch-request.ts';
import { runCommand } from './run-command.ts';
import { withDatabase } from './with-database.ts';

const HELP = `npm run epoch:raise -- [--at-least N] --yes

  Say this once after restoring the database from a backup, before phones connect: every device then takes a fresh
  snapshot, and offers again what the restored database may have lost.

  A backup remembers the epoch it was made in. Whoever restores the same backup twice, or one from before an earlier
  restore, must not give an epoch twice: say --at-least N, with N one higher than the highest epoch this command has
  ever told for this database. The epoch then becomes N, or one more than it is, whichever is higher. With an epoch
  given twice, a phone that others have overtaken meanwhile notices the restore only where its rows differ.
  docs/restore.md tells all steps.

  Without --yes it only shows what it would do.
`;

/** `npm run epoch:raise`. */
async function raise(): Promise<void> {
  const request = readEpochRequest(process.argv.slice(2));
  if (request.help) return void process.stdout.write(HELP);
  await withDatabase(async (dataSource) => {
    process.stdout.write(await fulfilEpochRequest(dataSource, request));
  });
}

await runCommand(raise);
