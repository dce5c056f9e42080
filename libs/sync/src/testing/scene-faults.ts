/** What the scenes of a module show: that each code can be reached, and each event is emitted. */
import type { z } from 'zod';
import type { DomainEvent } from '../define/event.ts';
import { PIPELINE_CODES } from '../decide/reconcile.ts';
import { redacted } from '../sight/redact.ts';
import { answerOf, type PlayedModule } from './module-parts.ts';

/** Names that are missing on one side: of a mutation that has no scenes, or of scenes that have no mutation (any more). */
export function nameFaults({ module, parts }: PlayedModule): readonly string[] {
  const names = module.mutations.map(({ name }) => name);
  const gone = Object.keys(parts.scenes).filter((name) => !names.includes(name));
  const unseen = names.filter((name) => parts.scenes[name] === undefined);
  return [
    ...gone.map(
      (name) => `${name} is no mutation: a name is never changed or taken away, an old phone may hold one for weeks`,
    ),
    ...unseen.map((name) => `${name} has no scenes: add them to the module's table`),
  ];
}

/** Codes that no scene reaches, and scenes that end otherwise than they say. */
export function codeFaults({ module, scenes }: PlayedModule): readonly string[] {
  const wrong = scenes
    .filter(({ answer, verdict }) => answerOf(verdict) !== answer)
    .map(({ definition, answer, verdict }) => {
      const because = verdict.code === 'args_invalid' ? ' (its arguments do not fit)' : '';
      return `${definition.name}: a scene of ${answer} ends as ${answerOf(verdict)}${because}`;
    });
  const unreached = module.mutations.flatMap(({ name, codes }) => {
    const own = scenes.filter(({ definition }) => definition.name === name);
    const reached = new Set(own.map(({ answer }) => answer));
    const idle = Object.keys(codes).filter((code) => !reached.has(code));
    return [
      ...(own.some(({ verdict }) => verdict.outcome === 'applied') ? [] : [`${name} is applied in no scene`]),
      ...idle.map((code) => `${name}: no scene reaches ${code}. Add one, or take the code off`),
    ];
  });
  return [...wrong, ...unreached];
}

/** Texts of codes that no mutation answers with. */
export function textFaults({ module, parts }: PlayedModule): readonly string[] {
  const used = new Set(module.mutations.flatMap(({ codes }) => Object.keys(codes)));
  const idle = Object.keys(parts.codes ?? {}).filter((code) => !used.has(code));
  return idle.map((code) => `${code} has a text, and no mutation answers with it`);
}

/** Events that no scene emits. */
export function eventFaults({ module, scenes }: PlayedModule): readonly string[] {
  const emitted = new Set(scenes.flatMap(({ verdict }) => verdict.events.map(({ type }) => type)));
  const silent = module.events.filter(({ type }) => !emitted.has(type));
  return silent.map(({ type }) => `${type} is emitted in no scene`);
}

/** Events whose key is a person's id by what they say, and that do not declare it; and the other way round. */
export function eventKeyFaults({ module, scenes }: PlayedModule): readonly string[] {
  const emitted = scenes.flatMap(({ verdict }) => verdict.events);
  return module.events.flatMap(({ type, schema, keyIs }) => {
    const isPersons = emitted.some((event) => event.type === type && isOfPerson(event, schema));
    if (isPersons === (keyIs === 'person')) return [];
    return [`${type}: its key is a ${isPersons ? 'person' : 'thing'}’s, and it is declared to be a ${keyIs}’s`];
  });
}

/** Whether a member of what it says is hidden as personal, and is its key. */
function isOfPerson({ key, payload }: DomainEvent, schema: z.ZodType): boolean {
  if (payload === null || typeof payload !== 'object') return false;
  const unseen = redacted(schema, payload, new Set()) as unknown as Readonly<
    Record<string, { hidden?: string } | null>
  >;
  return Object.entries(payload).some(([name, value]) => value === key && unseen[name]?.hidden === 'personal');
}

/** Summaries and texts that are no sentences for people. */
export function sentenceFaults({ module }: PlayedModule): readonly string[] {
  return module.mutations.flatMap(({ name, summary, codes }) => [
    ...(isOneSentence(summary) ? [] : [`${name}: its summary is not one sentence: ${summary}`]),
    ...Object.entries(codes)
      .filter(([code, text]) => !isText(text) || code in PIPELINE_CODES)
      .map(([code, text]) =>
        code in PIPELINE_CODES
          ? `${name}: ${code} is a code of the pipeline: choose another`
          : `${name}: what ${code} says is no sentence: ${text}`,
      ),
  ]);
}

function isOneSentence(text: string): boolean {
  return isText(text) && text.endsWith('.') && !/[.!?] /.test(text);
}

function isText(text: string): boolean {
  return /^\p{Lu}.{8,}[.?!]$/u.test(text);
}
