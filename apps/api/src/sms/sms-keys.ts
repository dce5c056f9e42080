import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../secrets.ts';

/** Under this name the secret is kept from which every device's key is derived. To replace it ends all keys. */
export const SMS_KEY_SECRET = 'sms-device-key';

/** The keys with which devices sign their SMS: derived, so that none is stored. */
@Injectable()
export class SmsKeys {
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** 32 bytes for one person on one install. @throws SecretUnavailable */
  async keyOf(device: { readonly groupId: string; readonly subject: string }): Promise<Uint8Array> {
    const secret = await this.#secrets.get(SMS_KEY_SECRET);
    const name = JSON.stringify(['bimride sms key 1', device.groupId, device.subject]);
    return createHmac('sha256', secret).update(name).digest();
  }
}
