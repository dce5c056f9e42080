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
    const shown = onServer === undefined ? undefined : seenBy(played, actor, onServer);
    // What they may not see any more leaves the phone with the next pull.
    if (shown === undefined) return [];
    return showsAll(shown, change.state as Json | null) ? [] : [`${where}: a phone shows another ${change.kind}`];
  });
}

/** What a person's phone holds of a row under its own key; undefined: nothing. */
function seenBy({ registry }: PlayedModule, actor: Actor, row: Change): Json | undefined {
  const views = registry.viewsOf(row);
  const scope = registry.scopesOf(actor).find((one) => views[one] !== undefined && wireKey(one, 'key') === 'key');
  return scope === undefined ? undefined : views[scope];
}

/** Whether whatever the server shows stands in what the phone shows. A phone may know more of what it did itself. */
function showsAll(shown: Json, onPhone: Json | null): boolean {
  if (!isRecord(shown) || !isRecord(onPhone)) return canonicalJson(shown) === canonicalJson(onPhone);
  return Object.entries(shown).every(([name, value]) => canonicalJson(value) === canonicalJson(onPhone[name] ?? null));
}

function isRecord(value: Json | null): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
