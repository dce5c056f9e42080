import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { Coverage, Operator } from '../world/coverage.ts';
import { mergeSpans, outageAt, outageFrom, type Span } from '../world/outages.ts';
import type { Place } from '../world/places.ts';

export interface ContactParts {
  readonly clock: VirtualClock;
  readonly coverage: Coverage;
  readonly operator: Operator;
  readonly place: Place;
  /** The network is there again. */
  readonly onBack: () => void;
  /** The network is gone. */
  readonly onLost: () => void;
  /** An outage is over, or nobody looks any more how long it lasts. */
  readonly onOutage: (outage: Span) => void;
}

/** Whether a phone has a network where it is, and the memory of when it had none. */
export class Contact {
  readonly #parts: ContactParts;
  #place: Place;
  #darkUntilMs = Number.NEGATIVE_INFINITY;
  #hasWifi = false;
  #isWatching = false;
  #cancel: () => void = () => undefined;
  #lostAtMs: number | null = null;
  readonly #outages: Span[] = [];

  constructor(parts: ContactParts) {
    this.#parts = parts;
    this.#place = parts.place;
  }

  get place(): Place {
    return this.#place;
  }

  get hasWifi(): boolean {
    return this.#hasWifi;
  }

  isOn(): boolean {
    const nowMs = this.#parts.clock.nowMs();
    return this.#hasWifi || (nowMs >= this.#darkUntilMs && this.#outage() === undefined);
  }

  /** The app is open: changes matter. */
  begin(): void {
    this.#isWatching = true;
    this.#look();
  }

  /** The app is closed. */
  end(): void {
    this.#isWatching = false;
    this.#cancel();
    this.#endOutage();
  }

  moveTo(place: Place): void {
    this.#place = place;
    this.#look();
  }

  /** Parked where nothing reaches the phone. */
  goDark(forMs: number): void {
    this.#darkUntilMs = this.#parts.clock.nowMs() + forMs;
    this.#look();
  }

  /** Wi-Fi needs no coverage: at home before the day, and for everybody after it. */
  useWifi(isThere: boolean): void {
    this.#hasWifi = isThere;
    this.#look();
  }

  outages(): readonly Span[] {
    return mergeSpans(this.#outages);
  }

  #outage(): Span | undefined {
    const { clock, coverage, operator } = this.#parts;
    return outageAt(coverage.outagesAt(this.#place.id, operator), clock.nowMs());
  }

  // Looks now, and again when coverage changes here.
  #look(): void {
    if (!this.#isWatching) return;
    this.#cancel();
    const { clock, onBack } = this.#parts;
    if (!this.isOn()) this.#lose();
    else if (this.#endOutage()) onBack();
    const changeMs = this.#changeMs();
    if (Number.isFinite(changeMs)) this.#cancel = clock.at(changeMs, () => this.#look());
  }

  #changeMs(): number {
    if (this.#hasWifi) return Number.POSITIVE_INFINITY;
    const { clock, coverage, operator } = this.#parts;
    const nowMs = clock.nowMs();
    if (nowMs < this.#darkUntilMs) return this.#darkUntilMs;
    const next = outageFrom(coverage.outagesAt(this.#place.id, operator), nowMs);
    return next === undefined ? Number.POSITIVE_INFINITY : next.fromMs > nowMs ? next.fromMs : next.toMs;
  }

  #lose(): void {
    if (this.#lostAtMs !== null) return;
    const { clock, onLost } = this.#parts;
    this.#lostAtMs = this.#outage()?.fromMs ?? clock.nowMs();
    onLost();
  }

  #endOutage(): boolean {
    if (this.#lostAtMs === null) return false;
    const outage = { fromMs: Math.round(this.#lostAtMs), toMs: Math.round(this.#parts.clock.nowMs()) };
    this.#outages.push(outage);
    this.#parts.onOutage(outage);
    this.#lostAtMs = null;
    return true;
  }
}
