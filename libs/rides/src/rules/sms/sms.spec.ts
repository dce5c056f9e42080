import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '#sync/client';
import { RIDE_LIMITS } from '../../limits.ts';
import { CANCEL_REASONS } from '../../state.ts';
import { onSmsGrid } from './sms-args.ts';
import { encodeSms, openSms, readSms, SMS_CHARS_MAX, type SmsMutation, type SmsSender, type SmsSos } from './sms.ts';

const sender: SmsSender = { groupId: 'install-1', clientId: 'ride-1', key: new Uint8Array(32).fill(7) };
const CLAIMED_MS = 1_763_900_123_456;
const TARIFF = 'v2023-01-07';
const MAP = 'map-91c2';

const args = {
  rideId: '019a0000-0000-7000-8000-000000000001',
  pickup: { lat: 13.0716, lon: -59.5423 },
  dropoff: { lat: 13.213, lon: -59.5241 },
  quotedFareCents: 5_200,
  tariffVersion: TARIFF,
  mapVersion: MAP,
  vehicleClass: 'ZM',
  quotedForMs: CLAIMED_MS,
  pinSalt: '00112233445566778899aabbccddeeff',
  pinHash: 'ab'.repeat(32),
};
const booking: SmsMutation = {
  kind: 'mutation',
  id: 7,
  name: 'rides.book',
  args,
  claimedAtMs: CLAIMED_MS,
  validUntilMs: CLAIMED_MS + 1_800_000,
};
const cancelling: SmsMutation = { ...booking, name: 'rides.cancel', args: { rideId: args.rideId, reason: 'other' } };
const sos: SmsSos = { kind: 'sos', id: 1, at: { lat: 13.2, lon: -59.52 }, claimedAtMs: CLAIMED_MS };

const encoded = (sent: SmsMutation | SmsSos): string => {
  const text = encodeSms(sent, sender);
  if (text === null) throw new Error('it does not fit');
  return text;
};
const read = (text: string, by = sender, versions = [MAP, 'v2027', TARIFF]) => {
  const opened = openSms(text);
  return 'code' in opened ? opened : readSms(opened, by, versions);
};

/** Mulberry32: the same numbers for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('an SMS', () => {
  it('says the very arguments of the mutation, in at most 160 characters of the GSM alphabet', () => {
    for (const sent of [booking, cancelling]) {
      const text = encoded(sent);
      expect(text).toMatch(/^[A-Za-z0-9_-]{1,160}$/);
      const back = read(text);
      if ('code' in back || back.sms.kind !== 'mutation') throw new Error('it was not read');
      expect(canonicalJson(back.sms.args)).toBe(canonicalJson(sent.args));
      const { id, name, claimedAtMs } = sent;
      expect(back.sms).toMatchObject({ id, name, claimedAtMs, validUntilMs: 1_763_901_923_000 });
    }
  });

  it('has room for a salt of 40 hex digits beside everything else', () => {
    const text = encoded({ ...booking, args: { ...args, pinSalt: 'a'.repeat(40) } });
    expect(text).toHaveLength(SMS_CHARS_MAX);
  });

  it('keeps a form for an SOS', () => {
    expect(read(encoded(sos))).toEqual({ sms: sos });
  });

  it('Y10 says 2,000 random bookings and cancels exactly', () => {
    const seed = 20_261_124;
    const below = random(seed);
    const hex = (digits: number) => Array.from({ length: digits }, () => below(16).toString(16)).join('');
    const place = () => ({ lat: (130_000 + below(4_001)) / 10_000, lon: (-597_000 + below(3_001)) / 10_000 });
    for (let count = 0; count < 2_000; count += 1) {
      const claimedAtMs = CLAIMED_MS + below(10_000_000);
      const rideId = hex(32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-7$3-8$4-$5');
      const fields = { tariffVersion: TARIFF, mapVersion: MAP, quotedForMs: claimedAtMs, vehicleClass: 'Z' };
      const some = Object.fromEntries(Object.entries(fields).filter(() => below(2) === 0));
      const book = { rideId, pickup: place(), dropoff: place(), quotedFareCents: below(1_000_001), ...some };
      const pins = { pinSalt: hex(2 * (8 + below(9))), pinHash: hex(64) };
      const reason = CANCEL_REASONS[below(CANCEL_REASONS.length + 1)];
      const sent: SmsMutation = {
        ...(below(2) === 0
          ? { ...booking, args: { ...book, ...pins } }
          : { ...cancelling, args: { rideId, ...(reason ? { reason } : {}) } }),
        claimedAtMs,
        validUntilMs: below(2) === 0 ? null : claimedAtMs + 1_000 + below(80_000_000),
        id: 1 + below(2 ** 24 - 1),
      };
      const back = read(encoded(sent));
      const told = 'sms' in back && back.sms.kind === 'mutation' ? canonicalJson(back.sms.args) : back;
      expect([seed, count, told]).toEqual([seed, count, canonicalJson(sent.args)]);
    }
  });

  it.each<[string, Partial<SmsMutation>]>([
    ['a place off the grid', { args: { ...args, pickup: { lat: 13.07165, lon: -59.5 } } }],
    ['a place beyond the sea', { args: { ...args, pickup: { lat: 51.5, lon: 0 } } }],
    ['a quote for another time', { args: { ...args, quotedForMs: CLAIMED_MS + 1 } }],
    ['a discount', { args: { ...args, discountId: 'senior' } }],
    ['a booking for somebody else', { args: { ...args, riderId: 'eve' } }],
    ['a salt that is too long', { args: { ...args, pinSalt: 'a'.repeat(42) } }],
    ['a salt of odd length', { args: { ...args, pinSalt: 'a'.repeat(17) } }],
    ['arguments that are none', { args: null }],
    ['an id beyond its three bytes', { id: 2 ** 24 }],
    ['an id that is none', { id: 0 }],
    ['a broken id', { id: Number.NaN }],
    ['an end before its beginning', { validUntilMs: CLAIMED_MS - 5_000 }],
    ['an end beyond its three bytes', { validUntilMs: CLAIMED_MS + 2 ** 24 * 1_000 + 1_000 }],
  ])('is not made of what it could not say exactly: %s', (_what, more) => {
    expect(encodeSms({ ...booking, ...more }, sender)).toBeNull();
  });

  it('is not believed with any one character changed, by another key or another install', () => {
    const text = encoded(booking);
    for (let at = 0; at < text.length; at += 1) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      expect([at, 'code' in read(changed)]).toEqual([at, true]);
    }
    expect(read(text, { ...sender, key: new Uint8Array(32) })).toEqual({ code: 'sms_not_believed' });
    expect(read(text, { ...sender, groupId: 'install-2' })).toEqual({ code: 'sms_not_believed' });
    expect(read(text, { ...sender, clientId: 'ride-2' })).toEqual({ code: 'sms_stream_unknown' });
  });

  it('is refused when its pages are not known, or could be two', () => {
    expect(read(encoded(booking), sender, [TARIFF])).toEqual({ code: 'sms_page_unknown' });
    // Found by trying: the hashes of these two begin with the same eight digits.
    const [one, other] = ['map-3280', 'map-62341'];
    const ours = encoded({ ...booking, args: { ...args, mapVersion: one } });
    expect(read(ours, sender, [TARIFF, one])).toHaveProperty('sms');
    expect(read(ours, sender, [TARIFF, one, other])).toEqual({ code: 'sms_page_unknown' });
  });

  it('never throws, whatever comes in', () => {
    const below = random(7);
    const texts = ['', ' ', '=', 'ride please', '\u0000', 'A'.repeat(161), `I${'A'.repeat(40)}`, '🚕'];
    for (let count = 0; count < 2_000; count += 1) {
      texts.push(Array.from({ length: below(SMS_CHARS_MAX + 1) }, () => String.fromCharCode(45 + below(78))).join(''));
    }
    for (const text of texts) expect(read(text)).toHaveProperty('code');
  });

  it('is from the grid’s nearest point, at most some 8 metres away', () => {
    const { latDegreesMin: lat, lonDegreesMin: lon } = RIDE_LIMITS;
    expect(onSmsGrid({ lat: lat + 0.123_449, lon: lon + 0.000_051 })).toEqual({ lat: 13.1234, lon: -59.6999 });
    expect(
      encodeSms({ ...booking, args: { ...args, pickup: onSmsGrid({ lat: 13.07165, lon: -59.54231 }) } }, sender),
    ).not.toBeNull();
  });
});
