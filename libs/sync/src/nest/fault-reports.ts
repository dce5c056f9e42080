/**
 * Where a module tells what it owed and could not do. Whoever takes it writes it down once for each cause and minute, with its
 * SQLSTATE or the code of the system, and counts each time: a timer that fails every second fills no log.
 */
export abstract class FaultReports {
  /** `doing`: what was to be done, in a few fixed words. Of the error nothing is told that it quotes. */
  abstract report(doing: string, error: unknown): void;
}
