/** The rules of fields in `docs/fields.md`, as far as every kind can be asked. */
import { keyText, type Change } from '../define/entity.ts';
import { canonicalJson } from '../wire/canonical-json.ts';
import type { PlayedModule } from './module-parts.ts';

/** Fields without a rule, rules without a field, and fields that changed although they are made once. */
export function fieldFaults({ parts, rows, scenes }: PlayedModule): readonly string[] {
  return Object.entries(parts.fields ?? {}).flatMap(([kind, rules]) => {
    const fields = new Set(
      rows.filter((row) => row.kind === kind).flatMap(({ state }) => Object.keys(state as object)),
    );
    const made = [...rules].filter(([, rule]) => rule === 'made').map(([field]) => field);
    const changed = scenes.flatMap(({ definition, scene, verdict }) =>
      verdict.changes
        .filter((change) => change.kind === kind)
        .flatMap((after) =>
          changedFields(
            scene.rows?.find((row) => keyText(row) === keyText(after)),
            after,
          ),
        )
        .filter((field) => made.includes(field))
        .map((field) => `${kind}: ${definition.name} changes ${field}, which is made once`),
    );
    return [
      ...[...fields]
        .filter((field) => !rules.has(field))
        .map((field) => `${kind}: ${field} has no rule in docs/fields.md`),
      ...[...rules.keys()]
        .filter((field) => !fields.has(field))
        .map((field) => `${kind}: docs/fields.md has a rule for ${field}, which is none of its fields`),
      ...changed,
    ];
  });
}

function changedFields(before: Change | undefined, after: Change): readonly string[] {
  if (before === undefined || before.state === null || after.state === null) return [];
  const was = before.state as Readonly<Record<string, unknown>>;
  const is = after.state as Readonly<Record<string, unknown>>;
  return Object.keys(is).filter((field) => canonicalJson(was[field] ?? null) !== canonicalJson(is[field] ?? null));
}
