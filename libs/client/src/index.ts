/**
 * The phone library's door: a client that loses nothing. Runs in a browser, in React Native and in Node.
 */
// Nearly every mutation of rides hashes: what they share counts as the core.
export { sha256Hex } from '#sync/client';
export { BimrideClient, openClient } from './bimride-client.ts';
export type { ActWithoutContact, ClientOptions } from './client-options.ts';
export { QueueFileUnreadable } from './backup/queue-file.ts';
export { browserTabs } from './browser/browser-tabs.ts';
export { followBrowser } from './browser/follow-browser.ts';
export { deviceClock, type Clock } from './clock.ts';
export { randomHex, uuidv7, type RandomBytes } from './ids.ts';
export { CLIENT_LIMITS } from './limits.ts';
export { ArgsInvalid, type MutateOptions, type MutationState, type TypedMutation } from './mutate.ts';
export { NotSaved } from './not-saved.ts';
export { NotConfirmed, type WaitOptions } from './not-confirmed.ts';
export type { Answer, Expected } from './outcomes/answer.ts';
export type { InboxItem, OutcomeWords, TellOutcome, Unworded } from './outcomes/item.ts';
export type { HeldMutation, MutationForm as OldMutation, MutationStage, QueuedMutation } from './queue/entry.ts';
export type { QueueInspection, StreamInspection } from './queue/inspect.ts';
export type { Upcaster } from './queue/upcast.ts';
export { NotSure, type SavedMutation } from './saved-mutation.ts';
export { indexedDbStorage } from './storage/indexed-db.ts';
export { MemoryStorage } from './storage/memory.ts';
export { sqliteStorage, type SqliteDriver } from './storage/sqlite.ts';
export { expoSqliteDriver, nodeSqliteDriver, opSqliteDriver } from './storage/sqlite-drivers.ts';
export { StorageFull, type ClientStorage, type StorageCommit, type StoredWrite } from './storage/storage.ts';
export type { KeptCredential } from './device/kept-credential.ts';
export type { SmsContents, SmsEncoder } from './sync/as-sms.ts';
export type { ClientStatus, DrainOptions } from './sync/drainer.ts';
export type { DrainReport } from './sync/drain-report.ts';
export { followPokes } from './sync/follow-pokes.ts';
export type { Trigger } from './sync/scheduler.ts';
export { soleTab, type TabMessage, type TabReason, type Tabs } from './sync/tabs.ts';
export type { ShownRow } from './views/shown.ts';
export { Unreadable } from './device/device.ts';
export { StillWaits, type WhatWaits } from './device/forget.ts';
export { OpenedTwice } from './storage/opened.ts';
export type { OwnedToken, TokenSource } from './wire/token.ts';
export { fetchTransport, type FetchTransportOptions } from './wire/fetch-transport.ts';
export type { NoAnswer } from './wire/read-reply.ts';
export type { Transport, TransportReply, TransportRequest } from './wire/transport.ts';
