/**
 * The server as it is shipped, with tallies beside its modules and faults that its parent can arm. Started as a child
 * process by server-process.ts; not for people.
 */
import { SyncRuntime, type DeliveredEvent, type JobCounts, type JobRun } from '#sync';
import { appendFileSync, existsSync } from 'node:fs';
import { bootstrap, type RunningServer } from '../../src/bootstrap.ts';
import { readConfig } from '../../src/read-config.ts';
import { eventually } from './eventually.ts';
import type { Answer, Order, ServerPlan } from './server-process.ts';
import { ArmedFaults } from './strike.ts';
import { CURSED, JOB_BEGUN, tallyModule } from './tally.ts';

const WORK_MS_MAX = 300_000;

function answer(message: Answer): void {
  process.send?.(message);
}

async function obey(order: Order, server: RunningServer, faults: ArmedFaults): Promise<void> {
  switch (order.kind) {
    case 'arm':
      faults.arm(order.strike);
      return answer({ kind: 'armed' });
    case 'count':
      return answer({ kind: 'counted', queuedSteps: server.app.get(SyncRuntime).sequencer.queuedSteps });
    case 'close':
      await server.close();
      process.exit(0);
  }
}

async function main(plan: ServerPlan): Promise<void> {
  const faults = new ArmedFaults(plan.markFile);
  const { writeLimits, eventLimits, deliveriesFile, mendedFile } = plan;
  const onDelivery = ({ eventId, key }: DeliveredEvent): void => {
    appendFileSync(deliveriesFile, `${process.pid} ${eventId}\n`);
    if (key.startsWith(CURSED) && !existsSync(mendedFile)) throw new Error('a planted defect');
  };
  const work = async ({ signal }: JobRun): Promise<JobCounts> => {
    appendFileSync(deliveriesFile, `${process.pid} ${JOB_BEGUN}\n`);
    await eventually('the work may end', () => signal.aborted || existsSync(mendedFile), WORK_MS_MAX);
    signal.throwIfAborted();
    return { counted: 1 };
  };
  const server = await bootstrap(readConfig(plan.environment), {
    planted: {
      modules: [tallyModule(onDelivery, work)],
      pipeline: { faults, ...(writeLimits ? { writeLimits } : {}), ...(eventLimits ? { eventLimits } : {}) },
    },
  });
  process.on('message', (order: Order) => void obey(order, server, faults));
  answer({ kind: 'ready', url: server.url });
}

// A parent that is gone can never end this process.
process.on('disconnect', () => process.exit(1));
await main(JSON.parse(process.argv[2] ?? '') as ServerPlan);
