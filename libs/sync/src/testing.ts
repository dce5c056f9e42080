/**
 * The door for specs, simulators and fault tests: a stage for decisions, and the parts of the pipeline that are put together
 * there in other ways than on a server. No file of the product enters here.
 */
export { describeModule } from './testing/describe-module.ts';
export { scenesOf, type MutationScenes, type SceneTable } from './testing/module-parts.ts';
export { changed, emitted, stageOf, type Play, type Scene, type StageParts } from './testing/stage.ts';
// The pipeline in parts.
export { FaultPoints, type FaultPoint, type FaultScene } from './commit/faults.ts';
export { fold } from './decide/fold.ts';
export { MissingRows } from './decide/missing.ts';
export { outcomeKind } from './decide/outcome.ts';
export { followedRows, planLoad } from './decide/plan.ts';
export { installKind, type InstallState } from './devices/rules/install.ts';
export type { FoldResult, Step, StepResult } from './decide/step.ts';
export { diffViews, type ScopeDelta } from './decide/view-diff.ts';
export { PushService } from './intake/push.service.ts';
export { Sequencer, type CommitRunner, type Handling } from './intake/sequencer.ts';
export { sha256 } from './native-hash.ts';
export { scopesFingerprint } from './pull/fingerprint.ts';
export { answerPull, planPull } from './pull/pull.ts';
export type { Pulled } from './pull/pull.store.ts';
export { chainedRows } from './commit/chained-rows.ts';
export { CHAIN_VERSION, chainDigest, GENESIS_DIGEST, verifyChain, type StoredCommit } from './wire/chain.ts';
