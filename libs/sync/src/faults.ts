/** Named points of a commit at which a test may strike. In production nothing happens there. */
export type FaultPoint = 'before_commit' | 'after_commit' | 'before_mark';

/** Called at each point; a test kills the process in it. */
export abstract class FaultPoints {
  abstract reach(point: FaultPoint): void;
}

/** The production binding. */
export class NoFaults extends FaultPoints {
  reach(): void {}
}
