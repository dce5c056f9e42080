import type { Step } from '../decide/step.ts';

/** Named points of a commit at which a test may strike. In production nothing happens there. */
export type FaultPoint = 'before_commit' | 'after_commit' | 'before_mark';

/** What is being worked on there: the steps of a commit, or the group whose events are handled. */
export type FaultScene = { readonly steps: readonly Step[] } | { readonly group: string };

/** Called at each point; a test kills the process in it. */
export abstract class FaultPoints {
  abstract reach(point: FaultPoint, scene: FaultScene): void;
}

/** The production binding. */
export class NoFaults extends FaultPoints {
  reach(): void {}
}
