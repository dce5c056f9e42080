import type { Step } from '../decide/step.ts';

/**
 * Named points at which a test may strike: of a commit; of moving a group's mark, where events may be set aside; and of
 * releasing the lane of one that was tried again. In production nothing happens there.
 */
export type FaultPoint =
  | 'before_commit'
  | 'after_commit'
  | 'before_mark'
  | 'within_mark'
  | 'after_mark'
  | 'before_release'
  | 'within_release'
  | 'after_release';

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
