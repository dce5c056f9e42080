import { ridesTables, RidesStore } from '#rides';
import { driftOfRides, readDriftRequest } from './ride-drift.ts';
import { runCommand } from './run-command.ts';
import { withDatabase } from './with-database.ts';

const HELP = `npm run routing:drift -- [--until time] [--sample-hours 24] [--reference-days 28] [--json]

  Compares how long rides took, by the arrival time predicted for them, with the weeks before (Kolmogorov and Smirnov, two
  samples): once a night, after the last rides. Rides are read from the database of the server, and count when they end.
  A ride is predicted as a phone predicts it: between pickup and dropoff, by the table; stops and closures are not in it.
  Needs the database: stop the embedded server first, or set DATABASE_URL.

    --until            a time; without it now
    --sample-hours     hours before it whose rides are looked at
    --reference-days   days before those that they are compared with

  Exit codes: 0 it holds, 1 it has drifted or the command failed, 3 fewer than 50 rides on either side.
  In cron: 0 8 * * * cd /srv/bimride && npm run -s routing:drift -- --json >> drift.jsonl || notify
`;

/** `npm run routing:drift`. */
async function look(): Promise<void> {
  const request = readDriftRequest(process.argv.slice(2), Date.now());
  if (request.help) return void process.stdout.write(HELP);
  await withDatabase(async (dataSource) => {
    const { ride: rideRow, driver: driverRow } = ridesTables;
    const store = new RidesStore(dataSource.getRepository(rideRow), dataSource.getRepository(driverRow));
    const { exitCode, ...drift } = await driftOfRides(store, request);
    const lines = Object.entries(drift).map(([key, value]) => `${key}: ${value}\n`);
    process.stdout.write(request.json ? `${JSON.stringify(drift)}\n` : lines.join(''));
    process.exitCode = exitCode;
  });
}

await runCommand(look);
