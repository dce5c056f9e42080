/** Where a phone, from what it holds, decides otherwise than the server. */
import { keyText, type Change } from '../define/entity.ts';
import type { Actor } from '../define/mutation.ts';
import { wireKey } from '../define/scope.ts';
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import { answerOf, asScene, type PlayedModule, type PlayedScene } from './module-parts.ts';

/** Differences between a person's phone and the server that their scene does not name. */
export function phoneFaults(played: PlayedModule): readonly string[] {
  const phones = played.parts.phones ?? personalRoles(played);
  const elsewhere = played.parts.restOnly ?? [];
  const isHeld = ({ definition, scene: { actor } }: PlayedScene) =>
    !elsewhere.includes(definition.name) && actor.roles.some((role) => (phones as string[]).includes(role));
  return played.scenes.filter(isHeld).flatMap((scene) => faultsOf(played, scene));
}

function personalRoles({ registry }: PlayedModule): readonly string[] {
  return [...registry.scopes.values()].flatMap(({ kind, roles }) =>
    kind === 'personal' && roles !== 'everybody' ? roles : [],
  );
}

function faultsOf(played: PlayedModule, { definition, answer, scene, verdict }: PlayedScene): readonly string[] {
  const { actor, rows = [] } = scene;
  const held = rows.flatMap((row) => {
    const state = seenBy(played, actor, row);
    return state === undefined ? [] : [{ ...row, state }];
  });
  const onPhone = played.play(definition, { ...asScene(scene), rows: held });
  const where = `${definition.name} that answers ${answer}`;
  const said = answerOf(onPhone);
  if (scene.onPhone !== undefined) {
    if (said === answerOf(verdict)) return [`${where}: a phone answers the same, take onPhone off the scene`];
    return said === scene.onPhone ? [] : [`${where}: a phone answers ${said}, not ${scene.onPhone}`];
  }
  if (said !== answerOf(verdict))
    return [`${where}: a phone answers ${said}. Let its views show what decides, or say onPhone: '${said}'`];
  if (canonicalJson(onPhone.details ?? null) !== canonicalJson(verdict.details ?? null))
    return [`${where}: a phone answers other details: ${canonicalJson(onPhone.details ?? null)}`];
  return onPhone.changes.flatMap((change) => {
    const onServer = verdict.changes.find((one) => keyText(one) === keyText(change));
    const shown = onServer && seenBy(played, actor, onServer);
    // What they may not see any more leaves the phone with the next pull.
    if (onServer === undefined || shown === undefined) return [];
    const before = (all: readonly Change[]) => all.find((one) => keyText(one) === keyText(change))?.state;
    const others = otherFields({
      shown,
      onServer: { before: before(rows), after: onServer.state },
      onPhone: { before: before(held), after: change.state },
    });
    return others.map((field) => `${where}: a phone shows another ${field} of ${change.kind}`);
  });
}

/** What a person's phone holds of a row under its own key; undefined: nothing. */
function seenBy({ registry }: PlayedModule, actor: Actor, row: Change): Json | undefined {
  const views = registry.viewsOf(row);
  const scope = registry.scopesOf(actor).find((one) => views[one] !== undefined && wireKey(one, 'key') === 'key');
  return scope === undefined ? undefined : views[scope];
}

interface Step {
  readonly before: unknown;
  readonly after: unknown;
}

interface Steps {
  /** What the person will be shown of the server's row. */
  readonly shown: Json;
  readonly onServer: Step;
  readonly onPhone: Step;
}

/**
 * Fields that were decided, and in which a phone shows neither what the server will, nor what stands there without the mask
 * of a view.
 */
function otherFields({ shown, onServer, onPhone }: Steps): readonly string[] {
  const [stands, told] = [fieldsOf(onServer.after), fieldsOf(onPhone.after)];
  const isLeft = ({ before, after }: Step, field: string) =>
    before !== undefined && isSame(fieldsOf(before)[field], fieldsOf(after)[field]);
  return Object.entries(fieldsOf(shown))
    .filter(([field]) => !isLeft(onServer, field) || !isLeft(onPhone, field))
    .filter(([field, value]) => !isSame(told[field], value) && !isSame(told[field], stands[field]))
    .map(([field]) => field);
}

function fieldsOf(row: unknown): Readonly<Record<string, unknown>> {
  return typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>) : {};
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
