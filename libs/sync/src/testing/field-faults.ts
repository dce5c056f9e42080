/** The rules of fields in `docs/fields.md`, as far as every kind can be asked. */
import { keyText } from '../define/entity.ts';
import { canonicalJson } from '../wire/canonical-json.ts';
import type { PlayedModule } from './module-parts.ts';

/** A rule that every scene is held against: what may come of a field that was this before. */
const KEPT: Readonly<Record<string, (before: unknown, after: unknown) => boolean>> = {
  made: () => false,
  once: (before) => before === null,
  grows: (before, after) => sizeOf(after) > sizeOf(before),
};

/**
 * Fields without a rule, rules without a field, and fields that do not keep to their rule in a scene. All fields of a kind
 * that nobody gave rules are made once.
 */
export function fieldFaults(played: PlayedModule): readonly string[] {
  return played.module.kinds.flatMap(({ kind, sensitivity }) => {
    const rules = played.parts.fields?.[kind];
    return [
      ...(rules ? namingFaults(kind, rules, Object.keys(sensitivity)) : []),
      ...changeFaults(played, kind, rules),
    ];
  });
}

function namingFaults(kind: string, rules: ReadonlyMap<string, string>, fields: readonly string[]): readonly string[] {
  return [
    ...fields.filter((field) => !rules.has(field)).map((field) => `${kind}: ${field} has no rule in docs/fields.md`),
    ...[...rules.keys()]
      .filter((field) => !fields.includes(field))
      .map((field) => `${kind}: docs/fields.md has a rule for ${field}, which is none of its fields`),
  ];
}

function changeFaults(
  { scenes }: PlayedModule,
  kind: string,
  rules: ReadonlyMap<string, string> | undefined,
): readonly string[] {
  return scenes.flatMap(({ definition, scene, verdict }) =>
    verdict.changes
      .filter((change) => change.kind === kind)
      .flatMap((after) => broken(scene.rows?.find((row) => keyText(row) === keyText(after))?.state, after.state, rules))
      .map((field) =>
        rules
          ? `${kind}: ${definition.name} changes ${field} against its rule (${rules.get(field) ?? 'none'})`
          : `${kind}: ${definition.name} changes ${field}, which nobody gave a rule: give ${kind} a table in docs/fields.md`,
      ),
  );
}

/** The changed fields that do not keep to their rule. What is new, or taken away, breaks none. */
function broken(before: unknown, after: unknown, rules: ReadonlyMap<string, string> | undefined): readonly string[] {
  if (before === undefined || before === null || after === null) return [];
  const was = before as Readonly<Record<string, unknown>>;
  return Object.entries(after as Readonly<Record<string, unknown>>).flatMap(([field, is]) => {
    const keeps = KEPT[rules?.get(field) ?? 'made'];
    const isChanged = canonicalJson(was[field] ?? null) !== canonicalJson(is ?? null);
    return isChanged && keeps?.(was[field] ?? null, is) === false ? [field] : [];
  });
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : 0;
}
