/** What a module's spec says about it, for the checks that every module has to pass. */
import type { Change } from '../define/entity.ts';
import type { ModuleDefinition } from '../define/module.ts';
import type { Role } from '../define/role.ts';
import type { Verdict } from '../decide/reconcile.ts';
import type { MutationDefinition } from '../define/mutation.ts';
import { SyncRegistry } from '../define/registry.ts';
import { stageOf, type Play, type Scene } from './stage.ts';

/** A scene in a module's table. */
export interface ModuleScene extends Scene {
  /**
   * What the person's own phone answers, where it knows too little to decide as the server does: a code, or `applied`. Each
   * such difference is meant, and stands here.
   */
  readonly onPhone?: string;
}

/** Scenes of a mutation by what it answers there: one of its codes, or `applied` where it applies without one. */
export type MutationScenes = Readonly<Record<string, readonly ModuleScene[]>>;

/** Scenes of each mutation, by its name. A name in this table is never changed or taken away. */
export type SceneTable = Readonly<Record<string, MutationScenes>>;

/** Who may see what: the name of a personal or shared scope, `reading` (other modules) or `event`. */
export type Audience = string;

/** Who sees the rows of a kind. */
export interface KindViews {
  /** Every scope that sees something of it. */
  readonly seenBy: readonly Audience[];
  /** Properties that not all of them may see, each with those who may. */
  readonly secrets?: Readonly<Record<string, readonly Audience[]>>;
}

export interface ModuleParts {
  /** The modules it stands on: those whose readings it needs. */
  readonly on: readonly ModuleDefinition[];
  /** Where its mutations stand, one in a file with a spec beside it: `new URL('./mutations/', import.meta.url)`. */
  readonly folders: readonly URL[];
  /** The time of scenes that name none, in milliseconds since 1970. */
  readonly nowMs: number;
  readonly scenes: SceneTable;
  /** Who sees what of each of its kinds. */
  readonly views: Readonly<Record<string, KindViews>>;
  /** The texts that its mutations take their codes from. */
  readonly codes?: Readonly<Record<string, string>>;
  /** The rule of each field, for kinds that have a table in `docs/fields.md`. Any other kind is made once. */
  readonly fields?: Readonly<Record<string, ReadonlyMap<string, string>>>;
  /** Whose phones hold what these mutations need; without it, those of the roles that have personal scopes. */
  readonly phones?: readonly Role[];
  /** Names of mutations that no phone decides: their people ask for them over REST. */
  readonly restOnly?: readonly string[];
}

/** A scene, and how it ended. */
export interface PlayedScene {
  readonly definition: MutationDefinition;
  readonly answer: string;
  readonly scene: ModuleScene;
  readonly verdict: Verdict;
}

/** A module with all its scenes played. */
export interface PlayedModule {
  readonly module: ModuleDefinition;
  readonly parts: ModuleParts;
  readonly registry: SyncRegistry;
  readonly play: Play;
  readonly scenes: readonly PlayedScene[];
  /** Every row that is there in a scene, or comes of one. */
  readonly rows: readonly Change[];
}

/** Plays all scenes of a module. */
export function playModule(module: ModuleDefinition, parts: ModuleParts): PlayedModule {
  const modules = [...parts.on, module];
  const registry = new SyncRegistry(modules);
  const play = stageOf({ modules, nowMs: parts.nowMs });
  const scenes = module.mutations.flatMap((definition) =>
    Object.entries(parts.scenes[definition.name] ?? {}).flatMap(([answer, all]) =>
      all.map((scene) => ({ definition, answer, scene, verdict: play(definition, asScene(scene)) })),
    ),
  );
  const rows = scenes.flatMap(({ scene, verdict }) => [...(scene.rows ?? []), ...verdict.changes]);
  return { module, parts, registry, play, scenes, rows: rows.filter(({ state }) => state !== null) };
}

/** The scene without what is said about it. */
export function asScene({ onPhone: _onPhone, ...scene }: ModuleScene): Scene {
  return scene;
}

/** Scenes that differ little: what is usual, and by answer what is different then. */
export function scenesOf(
  usual: ModuleScene,
  byAnswer: Readonly<Record<string, Partial<ModuleScene> | readonly Partial<ModuleScene>[]>>,
): MutationScenes {
  return Object.fromEntries(
    Object.entries(byAnswer).map(([answer, some]) => [answer, [some].flat().map((one) => ({ ...usual, ...one }))]),
  );
}

/** What a verdict answers: its code, or `applied`. */
export function answerOf({ outcome, code }: Verdict): string {
  return code ?? outcome;
}
