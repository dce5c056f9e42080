/** Runs one client in a process of its own, from the queue that waits to the end of the drain or of the patience. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Intent } from './intents.ts';
import type { Link } from './link/link.ts';
import { REPOSITORY, SIDE_BY_SIDE } from './places.ts';
import type { ClientName } from './plan.ts';
import type { Recording } from './recorder.ts';

/** What the process is to do, told first. */
export interface Order {
  readonly client: ClientName;
  readonly url: string;
  readonly run: string;
  readonly token: string;
  readonly intents: readonly Intent[];
}

/** `network`: there is one now. `back`: it is back after the cut. `stop`: patience is over, say how far you are. */
export interface ToClient {
  readonly kind: 'network' | 'back' | 'stop';
}

export type FromClient =
  | { readonly kind: 'queued' }
  | {
      readonly kind: 'drained';
      /** Milliseconds since the network came; null: it was stopped before. */
      readonly inSyncAtMs: number | null;
      readonly recording: Recording;
    };

export type Drained = Extract<FromClient, { kind: 'drained' }>;

const QUEUED_WITHIN_MS = 60_000;

/** @throws when the client fails, or has not even queued within a minute */
export async function runClient(order: Order, link: Link, patienceMs: number): Promise<Drained> {
  const child = fork(join(SIDE_BY_SIDE, 'client-process.ts'), {
    cwd: REPOSITORY,
    execArgv: ['-C', 'source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    child.send(order);
    await messageOf(child, 'queued', QUEUED_WITHIN_MS);
    link.onBack = () => child.connected && child.send({ kind: 'back' });
    link.up();
    child.send({ kind: 'network' });
    const patience = setTimeout(() => child.send({ kind: 'stop' }), patienceMs);
    const drained = await messageOf(child, 'drained', patienceMs + QUEUED_WITHIN_MS);
    clearTimeout(patience);
    return drained;
  } finally {
    link.onBack = () => undefined;
    await end(child);
  }
}

function messageOf<K extends FromClient['kind']>(
  child: ChildProcess,
  kind: K,
  withinMs: number,
): Promise<Extract<FromClient, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error(`no word of "${kind}" from the client`)), withinMs);
    const settle = (): void => {
      clearTimeout(tooLate);
      child.off('message', hear);
      child.off('exit', gone);
    };
    const hear = (message: FromClient): void => {
      if (message.kind !== kind) return;
      settle();
      resolve(message as Extract<FromClient, { kind: K }>);
    };
    const gone = (code: number | null): void => {
      settle();
      reject(new Error(`the client's process ended with ${code}`));
    };
    child.on('message', hear);
    child.on('exit', gone);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
