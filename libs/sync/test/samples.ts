/** Samples for the specs of sync's own mutations, and the stage on which they are played. */
import type { Actor } from '../src/define/mutation.ts';
import { credentialsKind } from '../src/devices/rules/credentials.ts';
import { deviceKind, type DeviceState } from '../src/devices/rules/device.ts';
import { installKind, newInstall } from '../src/devices/rules/install.ts';
import { outcomeKind, type OutcomeState } from '../src/decide/outcome.ts';
import { SYNC_LIMITS } from '../src/limits.ts';
import { sync } from '../src/module.ts';
import { stageOf } from '../src/testing/stage.ts';

export const NOW_MS = 1_700_000_000_000;

/** A driver with a phone, somebody else, and staff. */
export const DAN: Actor = { subject: 'dan', roles: ['driver'] };
export const EVE: Actor = { subject: 'eve', roles: ['rider'] };
export const SUPPORT: Actor = { subject: 'sam-of-support', roles: ['support'] };

/** DAN's phone, with a credential. */
export function sampleDevice(overrides: Partial<DeviceState> = {}): DeviceState {
  return {
    groupId: 'phone',
    subject: DAN.subject,
    roles: ['driver'],
    issuedAtMs: NOW_MS - 10,
    endsAtMs: NOW_MS + 10,
    lapsedFromMs: null,
    lapsedToMs: null,
    cashLimitCents: 50_000,
    cashCents: 0,
    earlierCashCents: 0,
    smsStream: null,
    smsSender: null,
    revokedAtMs: null,
    revokedBy: null,
    ...overrides,
  };
}

/** DAN's phone, taken out of service by SUPPORT. */
export const REVOKED = sampleDevice({ revokedAtMs: NOW_MS - 1, revokedBy: SUPPORT.subject });

/** The row of DAN's phone. */
export const deviceRow = (overrides: Partial<DeviceState> = {}) => deviceKind.put(sampleDevice(overrides));

/** As many of DAN's devices with a credential as may be, none of them the phone. */
export const fullCredentials = (endsAtMs = NOW_MS + 1) =>
  credentialsKind.put({
    subject: DAN.subject,
    inForce: Array.from({ length: SYNC_LIMITS.credentialsPerPersonMax }, (_, at) => ({
      groupId: `phone-${at}`,
      endsAtMs,
    })),
  });

/** The row that says whose the phone is. */
export const installRow = ({ subject }: Actor = DAN) => installKind.put(newInstall('phone', subject));

/** A refusal that DAN has to hear of. */
export function sampleOutcome(overrides: Partial<OutcomeState> = {}): OutcomeState {
  return {
    outcomeId: 'ride-1/4',
    subject: DAN.subject,
    clientId: 'ride-1',
    mutationId: 4,
    name: 'rides.accept',
    ofAnother: false,
    outcome: { outcome: 'rejected', code: 'offer_gone' },
    decidedAtMs: NOW_MS - 1_000,
    ...overrides,
  };
}

export const outcomeRow = (overrides: Partial<OutcomeState> = {}) => outcomeKind.put(sampleOutcome(overrides));

/** Decides as a server does that has sync alone. */
export const play = stageOf({ modules: [sync], nowMs: NOW_MS });

/** A look of support at somebody's ride. */
export const READ = {
  readId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55',
  by: 'sam',
  roles: ['support'],
  route: 'GET /v1/ops/fares/:rideId',
  about: ['0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e56'],
  people: ['0123456789abcdef'],
  scopes: [],
  reason: 'Ticket 112',
};

export const JOB_ASK = {
  askId: '5b0e4c1e-9d5a-4b7e-8a51-0c6a1d9f2e10',
  by: 'ada',
  roles: ['admin'],
  job: 'retention',
  dryRun: true,
};
