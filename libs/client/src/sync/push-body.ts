import { PUSH_VERSION, type Drain, type PullWish, type PushRequest, type WireMutation } from '#sync/client';
import type { Clock } from '../clock.ts';

export interface PushContents {
  readonly groupID: string;
  readonly mutations: readonly WireMutation[];
  readonly drain?: Drain | undefined;
  readonly pull?: PullWish | undefined;
}

/** A push as it goes over the wire, sent now. */
export function pushBody(
  { schemaVersion, clock }: { readonly schemaVersion: string; readonly clock: Clock },
  { groupID, mutations, drain, pull }: PushContents,
): string {
  const push: PushRequest = {
    pushVersion: PUSH_VERSION,
    schemaVersion,
    profileID: groupID,
    clientGroupID: groupID,
    mutations: [...mutations],
    sentAt: clock.nowMs(),
    ...(drain ? { drain } : {}),
    ...(pull ? { pull } : {}),
  };
  return JSON.stringify(push);
}
