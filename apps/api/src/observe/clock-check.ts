import type { DataSource } from '../data-source.ts';
import type { FaultLog } from './fault-log.ts';

/** Limits of comparing the clock of this process with that of the database. */
export const CLOCK_CHECK_LIMITS = {
  /** Milliseconds between two looks. */
  everyMs: 60_000,
  /** Milliseconds that the two may differ, beside what the question took. Offers stand for 30 s, and are judged by this clock. */
  differenceMsMax: 10_000,
} as const;

/** What is compared, and by whom it is told. */
export interface ClockCheckParts {
  readonly dataSource: Pick<DataSource, 'query'>;
  readonly faults: Pick<FaultLog, 'report'>;
  /** The clock of the machine, in milliseconds since 1970. */
  readonly nowMs?: () => number;
}

/**
 * Compares the clock of this machine with that of the database, which all servers share: a server whose clock is wrong would
 * tell riders that no car comes, and take back offers that still stand.
 */
export class ClockCheck {
  readonly #parts: ClockCheckParts;
  #isWrong = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(parts: ClockCheckParts) {
    this.#parts = parts;
  }

  /** What the last look found. */
  get isWrong(): boolean {
    return this.#isWrong;
  }

  /** Looks every minute from now on. */
  start(): void {
    this.#timer = setInterval(() => {
      this.#looking = this.look().catch((cause: unknown) => this.#parts.faults.report({ about: 'clock', cause }));
    }, CLOCK_CHECK_LIMITS.everyMs).unref();
  }

  /** Waits for the look under way, and looks no more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Looks now. Gives by how many seconds this clock is ahead (negative: behind), or null where it is right. */
  async look(): Promise<number | null> {
    const { dataSource, faults, nowMs = Date.now } = this.#parts;
    const [askedMs, beganMs] = [nowMs(), performance.now()];
    const [row] = await dataSource.query<{ ms: string }[]>(
      'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms',
    );
    const tookMs = performance.now() - beganMs;
    // The database looked at its clock at some time while it was asked: halfway, give or take a half.
    const aheadMs = askedMs + tookMs / 2 - Number(row?.ms);
    this.#isWrong = Math.abs(aheadMs) - tookMs / 2 > CLOCK_CHECK_LIMITS.differenceMsMax;
    if (!this.#isWrong) return null;
    const aheadSeconds = Math.round(aheadMs / 1_000);
    faults.report({ about: 'clock_wrong', cause: undefined, detail: wrongClock(aheadSeconds) });
    return aheadSeconds;
  }
}

/** Says to an operator what is wrong with the clock. */
export function wrongClock(aheadSeconds: number): string {
  const side = aheadSeconds < 0 ? 'behind' : 'ahead of';
  return `The clock of this machine is ${Math.abs(aheadSeconds)} s ${side} that of the database. Keep both by NTP: see docs/deployment.md.`;
}
