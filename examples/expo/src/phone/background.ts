/** Sending in the background: when the system lets us, for as long as it lets us. */
import { BackgroundTaskResult, registerTaskAsync, unregisterTaskAsync } from 'expo-background-task';
import { defineTask, isTaskRegisteredAsync } from 'expo-task-manager';
import { openPhoneApp } from './phone-app.ts';

const TASK = 'bimride-drain';

/** Below what iOS and Android let a short task take, in milliseconds. What is not done then goes on next time: nothing is lost. */
const DEADLINE_MS = 25_000;

/** Minutes, at least; both systems make it longer as they see fit. Android takes no less than 15. */
const EVERY_MINUTES = 15;

/** At the top of the app, not in a component: the system starts the app without any. */
export function defineDrainTask(): void {
  defineTask(TASK, drain);
}

/** One drain. A failure asks the system to come back sooner. */
export async function drain(): Promise<BackgroundTaskResult> {
  const app = await openPhoneApp();
  if (app === null) return BackgroundTaskResult.Success;
  const { kind } = await app.client.drainOnce({ deadlineMs: DEADLINE_MS });
  return kind === 'drained' ? BackgroundTaskResult.Success : BackgroundTaskResult.Failed;
}

/** Asks for it once somebody is signed in. */
export async function askForBackground(): Promise<void> {
  if (!(await isTaskRegisteredAsync(TASK))) await registerTaskAsync(TASK, { minimumInterval: EVERY_MINUTES });
}

/** Nobody is signed in: nothing to wake up for. */
export async function endBackground(): Promise<void> {
  if (await isTaskRegisteredAsync(TASK)) await unregisterTaskAsync(TASK);
}
