/**
 * The phone's door to sync: pure, and all a device needs to decide, to speak the wire and to check what it holds.
 */
export { fromBase64url, toBase64url, utf8Length, utf8Text } from './devices/rules/base64url.ts';
export {
  CREDENTIAL_TYPE,
  credentialSchema,
  mayAct,
  verifyCredential,
  type Credential,
  type CredentialCode,
  type OfflineAct,
} from './devices/rules/credential.ts';
export type { DeviceRow } from './devices/rules/device.ts';
export { CREDENTIAL_POLICY } from './devices/rules/credential-policy.ts';
export { clockShiftMs } from './decide/device-clock.ts';
export { smsSenderId } from './devices/rules/device.ts';
export { readJson, readSigned, SIGNING_ALGORITHM, type Jwks } from './devices/rules/signed-text.ts';
export { cutText } from './define/cut-text.ts';
export { codeTextsOf } from './define/code-texts.ts';
export { canonicalJson, type Json } from './wire/canonical-json.ts';
export { fromOrder, REVOKED_SCOPES, toOrder } from './wire/cookie.ts';
export { digestOf, formatDigest, rowHash } from './wire/digest.ts';
export {
  defineEntity,
  defineReading,
  keyText,
  publishReading,
  type Change,
  type EntityKey,
  type EntityKind,
  type Reading,
  type RowKind,
  type Views,
  type ViewsOf,
} from './define/entity.ts';
export {
  defineEvent,
  type DeliveredEvent,
  type DomainEvent,
  type EventDefinition,
  type EventOf,
  type PayloadOf,
} from './define/event.ts';
export { defineJob, JOB_TIME_ZONE, type JobDefinition } from './define/job.ts';
export { asPersonal, asPlace, asPlain, asSecret, type Sensitivity, type Sight } from './define/sensitivity.ts';
export { SYNC_LIMITS } from './limits.ts';
export {
  applied,
  defineMutation,
  PRIORITIES,
  refused,
  type Actor,
  type Applied,
  type AppliedCode,
  type Decision,
  type DecisionInput,
  type DecisionTime,
  type Ending,
  type Measure,
  type MutationDefinition,
  type Needs,
  type Priority,
  type Refused,
  type StateOf,
} from './define/mutation.ts';
export {
  reasonsOf,
  type ActWords,
  type CodeWords,
  type Facts,
  type ModuleWords,
  type Says,
  type Sentence,
  type Told,
} from './define/words.ts';
export { SYNC_ENGLISH } from './decide/words/english.ts';
export { SYNC_SPANISH } from './decide/words/spanish.ts';
export { notifyOvertaken, type Overtaken } from './decide/overtaken.ts';
export * from './wire/protocol.ts';
export { neededKeys, PIPELINE_CODES, reconcile, type Row, type RowLookup, type Verdict } from './decide/reconcile.ts';
export {
  definePersonalScope,
  defineSharedScope,
  PUBLIC_SCOPE,
  wireKey,
  type PersonalScope,
  type Scope,
  type SharedScope,
} from './define/scope.ts';
export { SyncRegistry } from './define/registry.ts';
export { timeMsSchema } from './define/time.ts';
export { uuidSchema } from './define/uuid.ts';
export { isSubject, subjectSchema } from './define/subject.ts';
export { acknowledgeOutcome } from './decide/mutations/acknowledge-outcome.ts';
export { sync, syncMutations } from './module.ts';
export { defineModule, type ModuleDefinition, type ModuleSpec, type Permission } from './define/module.ts';
export { definePage, PageSource, type PageContent, type PageDefinition } from './define/page.ts';
export {
  defineSetting,
  type Configuration,
  type ConfigurationValues,
  type SettingDefinition,
} from './define/setting.ts';
export { SYSTEM_ACTOR } from './define/system-actor.ts';
export { ANY_ROLE, PERSON_ROLES, SYSTEM_ROLE, type AskingRole, type Role } from './define/role.ts';
export { sha256Hex } from './wire/sha256.ts';
