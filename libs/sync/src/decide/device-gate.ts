/** What devices may send to be decided: what is held for staff, and cash that is taken without contact, against what they may take. */
import { deviceKind, whyHeld, type DeviceState, type HoldReason } from '../devices/rules/device.ts';
import { isBeyondCash, withCash, type CashWork } from '../devices/rules/offline-cash.ts';
import type { MutationDefinition } from '../define/mutation.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { latenessMs, type CommitDraft } from './commit-draft.ts';
import { madeAtMs } from './device-clock.ts';
import { parseArgs } from './parsed-args.ts';
import type { Intent } from './step.ts';

export class DeviceGate {
  readonly #draft: CommitDraft;
  readonly #definitions: ReadonlyMap<string, MutationDefinition>;

  constructor(draft: CommitDraft, definitions: ReadonlyMap<string, MutationDefinition>) {
    this.#draft = draft;
    this.#definitions = definitions;
  }

  /** Why it is to be held for staff. Null: it is decided like any other. */
  whyHeld(intent: Intent): HoldReason | 'cash_limit_reached' | null {
    const device = this.#device(intent);
    const emergency = this.#definitions.get(intent.name)?.priority === 'emergency';
    const reason = whyHeld(device, { ...intent, madeAtMs: madeAtMs(intent), subject: intent.actor.subject, emergency });
    const cash = reason === null ? this.#workOf(intent) : null;
    return cash && isBeyondCash(device, cash) ? 'cash_limit_reached' : reason;
  }

  /** It has taken effect, or is kept: its cash counts. */
  take(intent: Intent): void {
    const work = this.#workOf(intent);
    const device = this.#device(intent);
    const counted = work && withCash(device, work);
    if (device && counted) this.#draft.putDevice({ ...device, ...counted });
  }

  #device({ groupId }: Intent): DeviceState | undefined {
    return this.#draft.row(deviceKind.key(groupId))?.state as DeviceState | undefined;
  }

  #workOf(intent: Intent): CashWork | null {
    if (intent.single || intent.tooLarge || !isWithoutContact(intent)) return null;
    const cashCents = cashOf(this.#definitions.get(intent.name), intent);
    if (cashCents === 0) return null;
    const { receivedAtMs, actor } = intent;
    return { cashCents, receivedAtMs, madeAtMs: madeAtMs(intent), subject: actor.subject };
  }
}

/** As the device says; what comes late was made without contact, whatever it says. */
function isWithoutContact(intent: Intent): boolean {
  return intent.offline || latenessMs(intent) > SYNC_LIMITS.onlineLatenessMsMax;
}

/** An emergency is never held. Arguments of another form are refused, and take nothing. */
function cashOf(definition: MutationDefinition | undefined, intent: Intent): number {
  if (!definition?.cashCents || definition.priority === 'emergency') return 0;
  const parsed = parseArgs(definition, intent);
  return parsed.success ? Math.max(0, definition.cashCents(parsed.data as never)) : 0;
}
