/**
 * The offline credential of this install, kept by the library.
 *
 * Invariants: once it is due it is asked for before anything but an emergency is pushed, so that what was done within its
 * terms is not held; a server that gives none holds up nothing; nothing is asked again and again.
 */
import type { Device } from '../device/device.ts';
import { takenCashCents } from '../device/offline-cash.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { exchange, type ExchangeParts } from '../wire/exchange.ts';
import { readCredentialReply, type NoAnswer } from '../wire/read-reply.ts';
import type { Leave } from '../within-time.ts';
import type { Hindrance } from './push.ts';

export interface CredentialParts extends ExchangeParts {
  readonly device: Device;
}

/** With these a push would fare no better. With any other answer there is no credential to be had now, and work goes on. */
const IN_THE_WAY: ReadonlySet<NoAnswer> = new Set([
  'unreachable',
  'silent',
  'garbled',
  'busy',
  'token_late',
  'signed_out',
  'wrong_person',
  'unknown_person',
]);

export class Credentials {
  readonly #parts: CredentialParts;
  #notBeforeMs = 0;

  constructor(parts: CredentialParts) {
    this.#parts = parts;
  }

  /** Asks for a new one, if it is time. Null: nothing is in the way of a push. @throws StorageFull */
  async renewIfDue(leave: Leave): Promise<Hindrance | null> {
    const { device, clock } = this.#parts;
    if (clock.monotonicMs() < this.#notBeforeMs || !isDue(device, clock.nowMs())) return null;
    const { groupID: clientGroupID, streams } = device.state.head;
    const body = JSON.stringify({ clientGroupID, smsStream: streams.ride.clientID });
    const asked = { path: '/v1/devices/credential', body, read: readCredentialReply, ...leave };
    const reading = await exchange(this.#parts, asked);
    if (reading.kind === 'none' && IN_THE_WAY.has(reading.why)) return reading;
    this.#notBeforeMs = clock.monotonicMs() + CLIENT_LIMITS.credentialAskedAgainMs;
    if (reading.kind === 'answer') await device.change(() => ({ credential: reading.answer }));
    return null;
  }
}

/**
 * From a quarter of its life on, so that a day without contact that begins now is within it as long as can be; as the clock was
 * set; or as cash was taken under it, which the next one does not count.
 */
function isDue(device: Device, nowMs: number): boolean {
  const terms = device.state.credential?.terms;
  if (!terms) return true;
  const { issuedAtMs, expiresAtMs } = terms;
  const renewAtMs = issuedAtMs + (expiresAtMs - issuedAtMs) / 4;
  return nowMs >= renewAtMs || nowMs < issuedAtMs || takenCashCents(device) > 0;
}
