/**
 * The server's door to sync: the pipeline that runs the other modules' decisions.
 */
export { AuditRow } from './entities/audit.entity.ts';
export { verifyStoredChain } from './chain.service.ts';
export { type ChainVerdict } from './chain.ts';
export { type EntityRegistration } from './entity-table.store.ts';
export { FaultPoints, NoFaults, type FaultPoint, type FaultScene } from './faults.ts';
export { PARK_REASONS, type ParkReason } from './group.ts';
export { type DeviceItem, type SmsDevice } from './device.store.ts';
export { type CommitReport } from './group-runner.ts';
export { HandleEvent } from './handle-event.ts';
export { EPOCHS_MAX } from './cookie.ts';
export { raiseEpoch, readHead } from './head.store.ts';
export { ParkedService, type ReplayAnswer } from './parked.service.ts';
export { oldestParkedAtMs, type LedgerItem, type ParkedItem } from './parked.store.ts';
export { PullService } from './pull.service.ts';
export {
  Pipeline,
  PushService,
  SYSTEM_ACTOR,
  type Performed,
  type PerformRequest,
  type PushAnswer,
  withPull,
} from './push.service.ts';
export { type Reader } from './reader.ts';
export { SyncRegistry, type ModuleRegistration } from './registry.ts';
export { syncEntities, syncMigrations } from './schema.ts';
export { TryAgain } from './sequencer.ts';
export { SyncModule } from './sync.module.ts';
export { SyncRuntime, type SyncOptions } from './sync.runtime.ts';
// The pure core, for simulators and tools that run it without a database.
export { chainDigest, GENESIS_DIGEST, verifyChain, type StoredCommit } from './chain.ts';
export { fold, MissingRows } from './fold.ts';
export { followedRows, planGroup } from './group-plan.ts';
export { sha256 } from './native-hash.ts';
export type {
  ClientState,
  FoldContext,
  FoldResult,
  GroupState,
  Intent,
  LoadedGroup,
  ParkedEntry,
  ParkedRef,
  Step,
  StepResult,
} from './group.ts';
export { outcomeKind } from './outcome.ts';
export { answerPull, planPull } from './pull.ts';
export type { Pulled } from './pull.store.ts';
export { Sequencer, type GroupRunner } from './sequencer.ts';
export { diffViews, type ScopeDelta, type ViewWrite } from './view-diff.ts';
export * from './client.ts';
