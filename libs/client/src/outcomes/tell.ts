/** Putting items of the inbox into the words of a language. Pure. */
import type { ActWords, CodeWords, Facts, Json, ModuleWords, Sentence, Told } from '#sync/client';
import { saysIn } from './says.ts';
import type { TellOutcome, Unworded } from './item.ts';

/** What a language says beside the words of modules. */
export interface Language {
  /** BCP 47, for `Intl`. */
  readonly locale: string;
  readonly modules: readonly ModuleWords[];
  /** A sentence of what its person did, on this device or on another one of theirs. */
  readonly onThisDevice: (did: string) => string;
  readonly onAnotherDevice: (did: string) => string;
  /** Of an act that no module has words for. */
  readonly someAct: string;
  /** Of a code that no module has words for. */
  readonly someCode: Told;
  /** Of an act of another person, that no module has words for. */
  readonly overtook: Told & { readonly did: string };
  readonly overdue: Told;
  readonly held: Readonly<Record<'no_upcaster' | 'refused_by_server', Told>>;
}

export interface TellOptions {
  /** The name of a place, such as of the nearest one that the map knows; null: none. */
  readonly placeName?: (position: { readonly lat: number; readonly lon: number }) => string | null;
}

/** How to tell the inbox in a language: the `words` of `openClient`. */
export function tell(language: Language, { placeName }: TellOptions = {}): TellOutcome {
  return (item) => {
    const facts = factsOf(item, language, placeName);
    const { did, reason, next } = toldOf(item, language);
    const wanted = sentence(did, facts);
    return {
      wanted:
        item.ofThisDevice || item.kind === 'overtook'
          ? language.onThisDevice(wanted)
          : language.onAnotherDevice(wanted),
      reason: sentence(reason, facts),
      next: next === undefined ? null : sentence(next, facts),
      dropped: null,
      instead: insteadOf(item, language, facts),
    };
  };
}

function toldOf(item: Unworded, language: Language): Told & { readonly did: Sentence } {
  const act = actOf(item.name, language);
  if (item.kind === 'overtook') return act?.overtook ?? language.overtook;
  return { did: act?.did ?? language.someAct, ...whyOf(item, act, language) };
}

function whyOf(item: Unworded, act: ActWords | undefined, language: Language): Told {
  const { kind, code, ofThisDevice, outcome } = item;
  if (kind === 'overdue') return language.overdue;
  if (kind === 'held') return language.held[code as keyof Language['held']];
  const words = act?.codes?.[code ?? ''] ?? codeOf(code ?? '', item.name, language);
  if (words) return ofThisDevice ? words : (words.elsewhere ?? words);
  // In the server's words, of a code that this app does not know yet: better than nothing.
  return outcome?.message === undefined ? language.someCode : { ...language.someCode, reason: outcome.message };
}

function actOf(name: string, { modules }: Language): ActWords | undefined {
  return modules.find(({ acts }) => acts[name] !== undefined)?.acts[name];
}

/** Modules may use the same code for things of their own: that of the act's module counts, then any. */
function codeOf(code: string, name: string, { modules }: Language): CodeWords | undefined {
  const own = modules.find(({ acts }) => acts[name] !== undefined);
  return own?.codes[code] ?? modules.find(({ codes }) => codes[code] !== undefined)?.codes[code];
}

function insteadOf({ theirs }: Unworded, { modules }: Language, facts: Facts): readonly string[] {
  return Object.entries(theirs).flatMap(([key, value]) => {
    const kind = kindIn(key);
    // Its reason says so already.
    if (facts.details['cancelledBy'] !== undefined) return [];
    const row = modules.find(({ rows }) => rows?.[kind] !== undefined)?.rows?.[kind];
    return row?.(object(value), facts) ?? [];
  });
}

function factsOf(item: Unworded, { locale }: Language, placeName: TellOptions['placeName']): Facts {
  const rows = Object.entries(item.theirs);
  return {
    ...saysIn(locale, item.atMs, placeName),
    name: item.name,
    details: object(item.outcome?.details),
    args: object(item.yours),
    row: (kind) => object(rows.find(([key]) => kindIn(key) === kind)?.[1]),
  };
}

function kindIn(key: string): string {
  return key.split('/').at(-2) ?? key;
}

function object(json: Json | undefined): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : {};
}

function sentence(said: Sentence, facts: Facts): string {
  return typeof said === 'string' ? said : said(facts);
}
