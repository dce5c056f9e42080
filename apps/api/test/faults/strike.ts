import { FaultPoints, type FaultPoint, type FaultScene } from '#sync/testing';
import { writeFileSync } from 'node:fs';

/** Where, at which passing, and with what the process strikes itself: `SIGKILL` ends it, `SIGSTOP` makes it hang. */
export interface Strike {
  readonly point: FaultPoint;
  /** The name of a mutation, what staff do with parked work (`discard`), or a group of event handlers: only where that is worked on. */
  readonly about: string;
  /** Passings about it are counted. */
  readonly nth: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** What a struck process leaves behind: proof that the fault hit, and where. */
export interface StrikeMark extends Strike {
  readonly pid: number;
}

/** Fault points that can be armed. The mark is written before the blow, because nothing is done after it. */
export class ArmedFaults extends FaultPoints {
  readonly #markFile: string;
  #armed: Strike | undefined;
  #passings = 0;

  constructor(markFile: string) {
    super();
    this.#markFile = markFile;
  }

  arm(strike: Strike): void {
    this.#armed = strike;
    this.#passings = 0;
  }

  reach(point: FaultPoint, scene: FaultScene): void {
    const strike = this.#armed;
    if (strike?.point !== point || !isAbout(scene, strike.about)) return;
    this.#passings += 1;
    if (this.#passings < strike.nth) return;
    this.#armed = undefined;
    writeFileSync(this.#markFile, JSON.stringify({ ...strike, pid: process.pid } satisfies StrikeMark));
    process.kill(process.pid, strike.signal);
  }
}

function isAbout(scene: FaultScene, name: string): boolean {
  if ('group' in scene) return scene.group === name;
  return scene.steps.some((step) => (step.kind === 'push' ? step.intent.name : step.kind) === name);
}
