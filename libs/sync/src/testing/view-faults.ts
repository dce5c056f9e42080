/** Who sees what of a module's rows: asked of every row of its scenes, by value and at any depth. */
import type { Change } from '../define/entity.ts';
import { canonicalJson } from '../wire/canonical-json.ts';
import type { Audience, KindViews, PlayedModule } from './module-parts.ts';

/** Texts and numbers shorter than this may stand somewhere else by chance: they show nothing. */
const TELLING_CHARS_MIN = 6;

/** Something that somebody is shown in the presence of a row: who may see the row’s secrets in one of these ways may see it. */
interface Shown {
  readonly audiences: readonly Audience[];
  readonly row: Change;
  readonly value: unknown;
}

/** Scopes that see rows nobody said they do, and secrets that somebody is shown. */
export function viewFaults(played: PlayedModule): readonly string[] {
  const { module, parts } = played;
  const kinds = module.kinds.map(({ kind }) => kind);
  const unsaid = kinds.filter((kind) => parts.views[kind] === undefined);
  const stray = Object.keys(parts.views).filter((kind) => !kinds.includes(kind));
  return [
    ...unsaid.map((kind) => `${kind}: say in views who sees it: { seenBy: […], secrets: { … } }`),
    ...stray.map((kind) => `${kind} is no kind of ${module.name}`),
    ...Object.entries(parts.views).flatMap(([kind, views]) => faultsOfKind(played, kind, views)),
  ];
}

function faultsOfKind(played: PlayedModule, kind: string, views: KindViews): readonly string[] {
  const rows = played.rows.filter((row) => row.kind === kind);
  if (rows.length === 0) return [`${kind}: no scene has a row of it`];
  const seen = inScopes(played, rows);
  const shown = [...seen, ...inReadings(played, rows), ...inScenes(played, rows)];
  const scopes = new Set(seen.flatMap(({ audiences }) => audiences));
  const more = [...scopes].filter((scope) => !views.seenBy.includes(scope));
  const fewer = views.seenBy.filter((scope) => !scopes.has(scope));
  return [
    ...more.map((scope) => `${kind} is seen in ${scope}, which seenBy does not name`),
    ...fewer.map((scope) => `${kind} is seen in ${scope} in no scene`),
    ...declarationFaults(played, kind, rows),
    ...Object.entries(views.secrets ?? {}).flatMap(([property, audiences]) =>
      secretFaults({ kind, property, audiences, rows, shown }),
    ),
  ];
}

/** What a property is called that proves something to whoever holds it. */
const SECRET_NAME = /(salt|secret|token|password|pinHash|privateKey)$/i;

/** Secrets that are not declared, not named by the spec, or shown to more than the people whom they concern. */
function declarationFaults({ module, parts }: PlayedModule, kind: string, rows: readonly Change[]): readonly string[] {
  const sensitivity = module.kinds.find((one) => one.kind === kind)?.sensitivity ?? {};
  const declared = Object.keys(sensitivity).filter((field) => sensitivity[field] === 'secret');
  const named = parts.views[kind]?.secrets ?? {};
  const fields = new Set(rows.flatMap(({ state }) => Object.keys(state as object)));
  const hidden = [...fields].filter((field) => SECRET_NAME.test(field) && !declared.includes(field));
  const unsaid = [...fields].filter((field) => !Object.hasOwn(sensitivity, field));
  const unnamed = declared.filter((field) => named[field] === undefined);
  return [
    ...hidden.map((field) => `${kind}: ${field} sounds like a secret: say so in sensitivity of defineEntity`),
    ...unsaid.map(
      (field) => `${kind}: ${field} does not say how sensitive it is: name it in sensitivity of defineEntity`,
    ),
    ...unnamed.map((field) => `${kind}: ${field} is declared secret: name it under secrets, with who may see it`),
    ...declared.flatMap((field) =>
      (named[field] ?? [])
        .filter((audience) => /^ops:|^(public|event|reading)$/.test(audience))
        .map((audience) => `${kind}: ${field} is declared secret: ${audience} may not see it`),
    ),
  ];
}

interface Secret {
  readonly kind: string;
  readonly property: string;
  readonly audiences: readonly Audience[];
  readonly rows: readonly Change[];
  readonly shown: readonly Shown[];
}

function secretFaults({ kind, property, audiences, rows, shown }: Secret): readonly string[] {
  const secretOf = (row: Change) => (row.state as Record<string, unknown>)[property];
  const telling = new Set(rows.filter((row) => isTelling(secretOf(row)) && !standsElsewhere(row, property)));
  if (telling.size === 0) return [`${kind}: no scene has a row with a ${property} that could be found again`];
  const leaks = shown.filter(({ row, value }) => telling.has(row) && holds(value, secretOf(row)));
  const foreign = leaks.filter((leak) => !leak.audiences.some((audience) => audiences.includes(audience)));
  const leaky = new Set(foreign.map((leak) => leak.audiences.join(' or ')));
  return [...leaky].map((audience) => `${kind}: ${property} is shown to ${audience}, who may not see it`);
}

function inScopes({ registry }: PlayedModule, rows: readonly Change[]): readonly Shown[] {
  return rows.flatMap((row) =>
    Object.entries(registry.viewsOf(row)).map(([scope, value]) => ({ audiences: [classOf(scope)], row, value })),
  );
}

function classOf(scope: string): Audience {
  return scope.startsWith('ops:') ? scope : (scope.split(':')[0] ?? scope);
}

function inReadings({ module }: PlayedModule, rows: readonly Change[]): readonly Shown[] {
  return rows.flatMap((row) =>
    module.readings
      .filter(({ kind }) => kind === row.kind)
      .map(({ narrow }) => ({ audiences: ['reading'], row, value: narrow(row.state as never) })),
  );
}

/** What a scene says in the presence of a row, to other modules and to who asked. */
function inScenes({ registry, scenes }: PlayedModule, rows: readonly Change[]): readonly Shown[] {
  const wanted = new Set(rows);
  return scenes.flatMap(({ scene, verdict }) => {
    const asking = registry.scopesOf(scene.actor).map(classOf);
    return [...(scene.rows ?? []), ...verdict.changes]
      .filter((row) => wanted.has(row))
      .flatMap((row) => [
        ...verdict.events.map(({ payload }) => ({ audiences: ['event'], row, value: payload })),
        { audiences: asking, row, value: verdict.details },
      ]);
  });
}

function isTelling(value: unknown): boolean {
  return value !== undefined && value !== null && canonicalJson(value).length >= TELLING_CHARS_MIN;
}

/** Whether another property of the row has the same value: shown, it may be that one. */
function standsElsewhere({ state }: Change, property: string): boolean {
  const { [property]: secret, ...others } = state as Record<string, unknown>;
  return holds(others, secret);
}

/** Whether a value is, or holds at any depth, another one. */
function holds(value: unknown, wanted: unknown): boolean {
  if (canonicalJson(value ?? null) === canonicalJson(wanted)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some((member) => holds(member, wanted));
}
