import type { Reader } from '../define/reader.ts';
import type { DeviceState } from './rules/device.ts';

/** An install as staff and its owner see it. */
export interface DeviceItem {
  readonly groupId: string;
  readonly subject: string;
  readonly issuedAtMs: number | null;
  readonly endsAtMs: number | null;
  /** Cash that it may take without contact, and took so under its newest credential, in cents. */
  readonly cashLimitCents: number | null;
  readonly cashCents: number;
  /** What it took so under the credential before, or before it had one. */
  readonly earlierCashCents: number;
  readonly revokedAtMs: number | null;
  readonly revokedBy: string | null;
}

/** A device that may send by SMS. */
export interface SmsDevice extends Pick<DeviceState, 'groupId' | 'subject' | 'roles'> {
  readonly endsAtMs: number;
  readonly smsStream: string;
}

const DEVICES_MAX = 100;

const ITEM = `json_build_object('groupId', coalesce(d.group_id, g.group_id), 'subject', coalesce(d.subject, g.subject),
  'issuedAtMs', d.issued_at_ms, 'endsAtMs', d.ends_at_ms,
  'cashLimitCents', d.cash_limit_cents, 'cashCents', coalesce(d.cash_cents, 0), 'earlierCashCents',
  coalesce(d.earlier_cash_cents, 0), 'revokedAtMs', d.revoked_at_ms, 'revokedBy', d.revoked_by)`;

/** Installs, looked up. */
export class DeviceDirectory {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** The installs of a person, those with a credential first, at most 100. */
  async of(subject: string): Promise<readonly DeviceItem[]> {
    const rows = await this.#reader.query<{ item: DeviceItem }[]>(
      `SELECT ${ITEM} AS item FROM (SELECT * FROM sync.client_group WHERE subject = $1) g
       FULL JOIN (SELECT * FROM sync.device WHERE subject = $1) d ON d.group_id = g.group_id
       ORDER BY d.issued_at_ms DESC NULLS LAST, coalesce(d.group_id, g.group_id) LIMIT ${DEVICES_MAX}`,
      [subject],
    );
    return rows.map(({ item }) => item);
  }

  /** Devices with a stream for SMS whose group id has this hash (12 hex digits): one, or by chance two. */
  async smsSenders(senderId: string): Promise<readonly SmsDevice[]> {
    const rows = await this.#reader.query<{ item: SmsDevice }[]>(
      `SELECT json_build_object('groupId', group_id, 'subject', subject, 'roles', roles, 'endsAtMs', ends_at_ms, 'smsStream', sms_stream)
         AS item FROM sync.device WHERE sms_sender = $1 AND sms_stream IS NOT NULL AND ends_at_ms IS NOT NULL`,
      [senderId],
    );
    return rows.map(({ item }) => item);
  }
}
