import { AuditRow } from './entities/audit.entity.ts';
import { CommitRow, HeadRow } from './entities/commit.entity.ts';
import { CredentialsRow, DeviceRow } from './entities/device.entity.ts';
import { CursorRow, OutboxRow } from './entities/outbox.entity.ts';
import { ParkedEventActRow, ParkedEventRow } from './entities/parked-event.entity.ts';
import {
  ClientGroupRow,
  ClientRow,
  CorrectionRow,
  LedgerRow,
  OutcomeRow,
  ParkedRow,
} from './entities/stream.entity.ts';
import { ReadRow } from './entities/read.entity.ts';
import { ScopeRow, ViewRow } from './entities/view.entity.ts';
import { CreateSyncSchema1763856000000 } from './migrations/1763856000000-create-sync-schema.ts';
import { TellOfDrains1763856000100 } from './migrations/1763856000100-tell-of-drains.ts';
import { CreateDevices1763856000300 } from './migrations/1763856000300-create-devices.ts';
import { TellOfOthers1763856000400 } from './migrations/1763856000400-tell-of-others.ts';
import { BeginGroups1763856000500 } from './migrations/1763856000500-begin-groups.ts';
import { ParkEvents1763856000600 } from './migrations/1763856000600-park-events.ts';
import { OwnInstalls1763856000700 } from './migrations/1763856000700-own-installs.ts';
import { RecordReads1763856000800 } from './migrations/1763856000800-record-reads.ts';
import { CreateJobs1763856000900 } from './migrations/1763856000900-create-jobs.ts';
import { Forget1763856001000 } from './migrations/1763856001000-forget.ts';
import { BoundPeople1763856001100 } from './migrations/1763856001100-bound-people.ts';
import { FindParkedWork1763856001200 } from './migrations/1763856001200-find-parked-work.ts';
import { ChainSenders1763856001500 } from './migrations/1763856001500-chain-senders.ts';
import { LighterIndexes1763856001700 } from './migrations/1763856001700-lighter-indexes.ts';
import { ListAudit1763856001800 } from './migrations/1763856001800-list-audit.ts';
import { ChainEventActs1763856001900 } from './migrations/1763856001900-chain-event-acts.ts';
import { CountCash1763856002000 } from './migrations/1763856002000-count-cash.ts';
import { NameIdKey1763856002300 } from './migrations/1763856002300-name-id-key.ts';
import { RetentionWorker } from './retention/retention-worker.ts';
import { ForgottenRow } from './entities/forgotten.entity.ts';
import { syncExamples } from './examples.ts';
import { sync } from './module.ts';
import { onServer } from './nest/server-module.ts';

/** Sync on a server. */
export const syncOnServer = onServer(sync, {
  rows: { outcome: OutcomeRow, device: DeviceRow, credentials: CredentialsRow, install: ClientGroupRow, read: ReadRow },
  tables: [
    AuditRow,
    ClientRow,
    CommitRow,
    CursorRow,
    ForgottenRow,
    HeadRow,
    LedgerRow,
    OutboxRow,
    ParkedEventActRow,
    ParkedEventRow,
    ParkedRow,
    CorrectionRow,
    ScopeRow,
    ViewRow,
  ],
  migrations: [
    CreateSyncSchema1763856000000,
    TellOfDrains1763856000100,
    CreateDevices1763856000300,
    TellOfOthers1763856000400,
    BeginGroups1763856000500,
    ParkEvents1763856000600,
    OwnInstalls1763856000700,
    RecordReads1763856000800,
    CreateJobs1763856000900,
    Forget1763856001000,
    BoundPeople1763856001100,
    FindParkedWork1763856001200,
    ChainSenders1763856001500,
    LighterIndexes1763856001700,
    ListAudit1763856001800,
    ChainEventActs1763856001900,
    CountCash1763856002000,
    NameIdKey1763856002300,
  ],
  examples: syncExamples,
  workers: { retention: RetentionWorker },
});
