import type { ServiceTime } from '../link/service-times.ts';

/** What was run: printed with the numbers, so that anybody can run it again. */
export interface Run {
  readonly seed: number;
  readonly profile: string;
  /** Runs it again. */
  readonly command: string;
  /** First and last moment of the simulated day, by the virtual clock, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How long it took in reality. */
  readonly wallMs: number;
  /** Round trip of the simulated link: added to every drain before it is judged. */
  readonly linkRttMs: number;
  readonly parameters: readonly Parameter[];
  /** Real times of the server: no figure depends on them. */
  readonly serviceTimes: readonly ServiceTime[];
  /** What it ran on, such as `node`. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** Where the number comes from; `assumed` is marked so. */
  readonly source: string;
}
