import { PricingStore } from '#pricing';
import { openSms, readSms, type OpenedSms, type SmsCode, type SmsMutation, type SmsSos } from '#rides/client';
import { SyncRuntime, type PushRequest, type PushResponse, type SmsDevice } from '#sync';
import { Injectable } from '@nestjs/common';
import { pushProblem, orTryAgain } from '../sync/sync-problems.ts';
import { credentialEnded, SMS_PROBLEMS, sosNotYet } from './sms-problems.ts';
import { SmsKeys } from './sms-keys.ts';

/** Turns an SMS into the push that its device will make, or has made, and answers as push does. */
@Injectable()
export class SmsIntake {
  readonly #sync: SyncRuntime;
  readonly #pages: PricingStore;
  readonly #keys: SmsKeys;

  constructor(sync: SyncRuntime, pages: PricingStore, keys: SmsKeys) {
    this.#sync = sync;
    this.#pages = pages;
    this.#keys = keys;
  }

  /** @throws Problem when the text is not taken; with 409 `mutation_gap` it is to be brought again later */
  async take(text: string, receivedAtMs: number): Promise<PushResponse> {
    const opened = openSms(text);
    if ('code' in opened) throw SMS_PROBLEMS[opened.code]();
    const { device, sms } = await this.#read(opened);
    if (sms.kind === 'sos') throw sosNotYet();
    if (receivedAtMs > device.endsAtMs) throw credentialEnded();
    const { subject, roles } = device;
    const push = toPush(device, sms);
    const answer = await orTryAgain(() => this.#sync.pushes.push(push, { subject, roles }, receivedAtMs));
    if (answer.kind !== 'answered') throw pushProblem(answer);
    return JSON.parse(answer.body) as PushResponse;
  }

  async #read(opened: OpenedSms): Promise<{ readonly device: SmsDevice; readonly sms: SmsMutation | SmsSos }> {
    const versions = (await this.#pages.livePages()).map(({ contentVersion }) => contentVersion);
    let refusal: SmsCode = 'sms_not_believed';
    for (const device of await this.#sync.devices.smsSenders(opened.senderId)) {
      const { groupId, smsStream: clientId } = device;
      const read = readSms(opened, { groupId, clientId, key: await this.#keys.keyOf(device) }, versions);
      if ('sms' in read) return { device, sms: read.sms };
      if (read.code !== 'sms_not_believed') refusal = read.code;
    }
    throw SMS_PROBLEMS[refusal]();
  }
}

function toPush({ groupId, smsStream }: SmsDevice, sms: SmsMutation): PushRequest {
  const { id, name, args, claimedAtMs, validUntilMs } = sms;
  const mutation = {
    clientID: smsStream,
    id,
    name,
    args,
    timestamp: claimedAtMs,
    claimedAt: claimedAtMs,
    offline: true,
  };
  return {
    pushVersion: 1,
    schemaVersion: '',
    profileID: 'sms',
    clientGroupID: groupId,
    mutations: [validUntilMs === null ? mutation : { ...mutation, validUntil: validUntilMs }],
  };
}
