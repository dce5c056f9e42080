/**
 * Work that was made by an older app: brought into today's form, sent as it was, or held. Never dropped.
 *
 * A mutation that may have left the device keeps its contents whatever today's app thinks of them: the server may have
 * decided it, and other contents under the same id would be refused, or under a new id be done twice. Where the device
 * had no room to note that, the server's word decides which form stands (`formerForms`).
 */
import type { Json, MutationDefinition } from '#sync/client';
import type { HeldMutation, MutationForm, QueuedMutation } from './entry.ts';

/** Brings the arguments of one mutation name from older versions into today's form. Null: it cannot. */
export type Upcaster = (old: MutationForm) => { readonly name?: string; readonly args: Json } | null;

export interface UpcastRules {
  readonly schemaVersion: string;
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  /** By the name the mutation had when it was made. */
  readonly upcasters: Readonly<Record<string, Upcaster>>;
}

export type Upcast =
  | { readonly kind: 'keep' }
  | { readonly kind: 'changed'; readonly form: { readonly name: string; readonly args: Json } }
  | { readonly kind: 'held'; readonly why: HeldMutation['why']; readonly detail: string };

/** Decides what becomes of one mutation after an update of the app. */
export function upcast(entry: QueuedMutation, rules: UpcastRules): Upcast {
  if (entry.offered || entry.outcome !== null || entry.schemaVersion === rules.schemaVersion) return { kind: 'keep' };
  const upcaster = Object.hasOwn(rules.upcasters, entry.name) ? rules.upcasters[entry.name] : undefined;
  if (!upcaster) return asItWas(entry, rules);
  const today = upcaster({ name: entry.name, args: entry.args, schemaVersion: entry.schemaVersion });
  if (today === null) return held(`no way from version ${entry.schemaVersion}`);
  const name = today.name ?? entry.name;
  const fits = rules.definitions.get(name)?.args.safeParse(today.args).success === true;
  return fits
    ? { kind: 'changed', form: { name, args: today.args } }
    : held(`the upcaster of ${entry.name} made something else`);
}

/** The server knows every name there ever was, so a name this app has forgotten is for the server to decide. */
function asItWas({ name, args }: QueuedMutation, { definitions }: UpcastRules): Upcast {
  const definition = definitions.get(name);
  if (!definition || definition.args.safeParse(args).success) return { kind: 'keep' };
  return held(`${name} has another form now, and no upcaster`);
}

function held(detail: string): Upcast {
  return { kind: 'held', why: 'no_upcaster', detail };
}
