/** What a phone may do without contact, and what it can say by SMS. */
import { describe, expect, it } from '@jest/globals';
import { book, bookingForSms, onSmsGrid, openSms, readSms, smsEncoder, straightLineMeters } from '#rides/client';
import { toBase64url } from '#sync/client';
import { mayAct, type Credential } from '#sync/client';
import { note, NotesIsland } from '../test/notes.ts';
import { booking, Island, RIDER, TIME_ENOUGH, type Phone } from '../test/phones.ts';
import { TestClock } from './testing/test-clock.ts';

const HOUR_MS = 3_600_000;

describe('without contact beyond the credential', () => {
  const clock = new TestClock();
  const issuedAtMs = clock.nowMs();
  const terms = { issuedAtMs, expiresAtMs: issuedAtMs + HOUR_MS, cashLimitCents: 0, policyVersion: '1' };
  const credential: Credential = { subject: RIDER.subject, groupId: 'g', roles: ['rider'], ...terms };
  const phoneWith = async (): Promise<Phone> => {
    const phone = await new NotesIsland().phone({
      clock,
      mayActOffline: (act, nowMs) => mayAct(credential, act, nowMs),
    });
    phone.link.offline = true;
    await phone.client.drainOnce(TIME_ENOUGH);
    return phone;
  };

  it('a mutation is kept all the same, and says for what it may be held; an emergency is for nothing', async () => {
    const { client, link } = await phoneWith();
    expect(await client.mutate(note.ride, { text: 'in time' })).toMatchObject({ mayBeHeldFor: null });
    clock.advance(HOUR_MS + 1);
    expect(client.mayActOffline(note.ride, { text: 'late' })).toBe('credential_expired');
    expect(await client.mutate(note.ride, { text: 'late' })).toMatchObject({
      durable: true,
      mayBeHeldFor: 'credential_expired',
    });
    expect(await client.mutate(note.emergency, { text: 'help' })).toMatchObject({ mayBeHeldFor: null });
    expect(client.queue().waiting).toBe(3);
    link.offline = false;
    await client.drainOnce(TIME_ENOUGH);
    expect(await client.mutate(note.ride, { text: 'with contact' })).toMatchObject({ mayBeHeldFor: null });
  });
});

describe('a waiting booking as an SMS', () => {
  const key = new Uint8Array(32).fill(7);
  const onGrid = () => {
    const { pickup, dropoff, ...rest } = booking();
    return { ...rest, pickup: onSmsGrid(pickup), dropoff: onSmsGrid(dropoff) };
  };

  it('is the very mutation that is pushed later, which may not change any more', async () => {
    const { client, link, restart } = await new Island().phone();
    link.offline = true;
    const args = onGrid();
    const { ref } = await client.mutate(book, args);
    const text = await client.asSms(ref ?? 0, smsEncoder(key));
    const { clientGroupID: groupId, smsStream: clientId } = client.install();
    const opened = openSms(text ?? '');
    if ('code' in opened) throw new Error(opened.code);
    expect(readSms(opened, { groupId, clientId, key }, [])).toMatchObject({ sms: { id: 1, name: book.name, args } });
    link.offline = false;
    const upcasters = { [book.name]: () => ({ args: { ...args, pinHash: 'ff'.repeat(32) } }) };
    await (await restart({ schemaVersion: '2', upcasters })).drainOnce(TIME_ENOUGH);
    const [pushed] = link.requests.map(({ body }) => body['mutations']);
    expect(pushed).toMatchObject([{ clientID: clientId, id: 1, args }]);
  });

  it('is of the places that a GPS gives, under the key as the server gives it', async () => {
    const { client, link } = await new Island().phone();
    link.offline = true;
    const gps = { pickup: { lat: 13.06612345, lon: -59.53498765 }, dropoff: { lat: 13.2099999, lon: -59.5170001 } };
    const asGiven = await client.mutate(book, { ...booking(), ...gps });
    expect(await client.asSms(asGiven.ref ?? 0, smsEncoder(toBase64url(key)))).toBe(null);
    const args = bookingForSms({ ...booking(), ...gps });
    for (const [end, at] of [
      [args.pickup, gps.pickup],
      [args.dropoff, gps.dropoff],
    ] as const)
      expect(straightLineMeters(end, at)).toBeLessThan(8);
    const other = await new Island().phone();
    const saved = await other.client.mutate(book, args);
    const text = (await other.client.asSms(saved.ref ?? 0, smsEncoder(toBase64url(key)))) ?? '';
    const { clientGroupID: groupId, smsStream: clientId } = other.client.install();
    // As phones and gateways bring it: broken into lines, with a space at the end.
    for (const brought of [text, `${text}\r\n`, `${text.slice(0, 70)}\n${text.slice(70)} `]) {
      const opened = openSms(brought);
      if ('code' in opened) throw new Error(opened.code);
      expect(readSms(opened, { groupId, clientId, key }, [])).toMatchObject({ sms: { name: book.name, args } });
    }
    for (const wrong of [
      undefined,
      '',
      'short',
      toBase64url(key.subarray(1)),
      new Uint8Array(31),
      `${toBase64url(key)}=`,
    ])
      expect(() => smsEncoder(wrong)).toThrow(RangeError);
  });

  it('is nothing once it is decided, or where an SMS cannot say it', async () => {
    const { client } = await new Island().phone();
    const { ref } = await client.mutate(book, onGrid());
    await client.drainOnce(TIME_ENOUGH);
    expect(await client.asSms(ref ?? 0, smsEncoder(key))).toBe(null);
    const notes = await new NotesIsland().phone();
    const noted = await notes.client.mutate(note.ride, { text: 'x' });
    expect(await notes.client.asSms(noted.ref ?? 0, smsEncoder(key))).toBe(null);
    expect(await notes.client.asSms(99, smsEncoder(key))).toBe(null);
  });
});
