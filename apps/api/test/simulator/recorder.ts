import { canonicalJson, type Actor, type PatchOperation, type PushResult, type WireMutation } from '#sync';

/** A mutation as a phone made it. */
export interface Made {
  readonly actor: Actor;
  readonly groupId: string;
  readonly mutation: WireMutation;
}

/** A row as somebody received it. */
export interface Received {
  readonly actor: Actor;
  readonly key: string;
  readonly value: unknown;
}

/** What may happen in a run, and must have happened in enough of them: otherwise they prove nothing. */
export const HAPPENINGS = [
  'requests dropped',
  'requests doubled',
  'requests reordered',
  'pushes crossing',
  'replies lost',
  'replies reordered',
  'stale pulls ignored',
  'gaps',
  'replays',
  'ids reused',
  'strangers turned away',
  'restarts',
  'reinstalls',
  'clock jumps',
  'pages',
  'refusals',
  'conflicts',
  'late',
  'parked',
  'rides ended',
  'fares shown',
  'payments taken',
  'payments refused',
] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** The outside view of a run: what phones made, were answered and were given. Kept by nobody but the simulator. */
export class Recorder {
  readonly made = new Map<string, Made>();
  /** Every answer to one mutation, each text once. */
  readonly answers = new Map<string, Set<string>>();
  /** Every row that somebody received, each once. */
  readonly received = new Map<string, Received>();
  readonly happened = new Map<Happening, number>();
  /** Promises that were broken on the way. */
  readonly flaws: string[] = [];

  count(happening: Happening): void {
    this.happened.set(happening, (this.happened.get(happening) ?? 0) + 1);
  }

  make(made: Made): void {
    this.made.set(refOf(made.mutation), made);
  }

  answer({ id, result, replayed }: PushResult): void {
    if (replayed) this.count('replays');
    if (!('outcome' in result)) return;
    const ref = refOf({ clientID: id.clientID, id: id.id });
    const texts = this.answers.get(ref) ?? new Set();
    this.answers.set(ref, texts.add(JSON.stringify(result)));
    const name = this.made.get(ref)?.mutation.name;
    const isApplied = result.outcome === 'applied';
    if (name === 'rides.end' && isApplied) this.count('rides ended');
    if (name === 'pricing.recordCash') this.count(isApplied ? 'payments taken' : 'payments refused');
    if (result.outcome === 'parked') this.count('parked');
    if (result.outcome === 'rejected') this.count('refusals');
    if (result.outcome === 'conflict') this.count('conflicts');
    if (result.outcome === 'expired' || result.code === 'booking_lapsed') this.count('late');
  }

  receive(actor: Actor, patch: readonly PatchOperation[]): void {
    for (const op of patch) {
      if (op.op !== 'put') continue;
      if (op.key.startsWith('fare/')) this.count('fares shown');
      this.received.set(`${actor.subject} ${op.key} ${canonicalJson(op.value)}`, {
        actor,
        key: op.key,
        value: op.value,
      });
    }
  }
}

/** `clientId#id`. */
export function refOf({ clientID, id }: { readonly clientID: string; readonly id: number }): string {
  return `${clientID}#${id}`;
}
