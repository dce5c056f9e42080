/**
 * A booking or a cancel in one SMS: at most 160 characters of the GSM 7-bit alphabet (base64url).
 *
 * Invariants: an SMS is the very mutation that the phone pushes later, with the same stream, id and arguments, so that
 * whichever comes first is decided and the other is a replay; what cannot be told exactly is not told at all; reading is
 * total, and nothing beyond the sender's id is believed before the code at the end was checked.
 *
 * The code is HMAC-SHA-256 cut to 96 bits, under a key of this install alone: one guess in 2^96 passes. It does not hide
 * what is said: an SMS is read by the networks that carry it.
 */
import { canonicalJson, fromBase64url, sha256Hex, smsSenderId, toBase64url, type Json } from '#sync/client';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bookArgs } from '../../mutations/book.ts';
import { cancelArgs } from '../../mutations/cancel.ts';
import { positionSchema, type Position } from '../position.ts';
import {
  readBook,
  readCancel,
  readPosition,
  SmsPageUnknown,
  writeBook,
  writeCancel,
  writePosition,
} from './sms-args.ts';
import { ByteReader, ByteWriter, SmsCut } from './sms-bytes.ts';

export const SMS_CHARS_MAX = 160;
const SMS_VERSION = 1;
const KINDS = { book: 1, cancel: 2, sos: 3 } as const;
const TAG_BYTES = 12;
const SENDER_BYTES = 6;
const KEY_BYTES = 32;
const STREAM_BYTES = 2;
const MS_PER_SECOND = 1_000;

/** Why an SMS is not taken, and what that means. */
export const SMS_CODES = {
  sms_malformed: 'This is not a message of Bimride.',
  sms_version_unknown: 'The message is of a version that this server does not know.',
  sms_not_believed: 'The message is of no device we know, or was changed.',
  sms_stream_unknown: 'The message is of a queue that its device no longer uses.',
  sms_page_unknown: 'The message names a fare page that this server does not hold.',
} as const;
export type SmsCode = keyof typeof SMS_CODES;

/** Who sends: the install, its stream for rides, and the key it was given with its credential. */
export interface SmsSender {
  readonly groupId: string;
  readonly clientId: string;
  readonly key: Uint8Array;
}

/** A mutation as an SMS carries it. */
export interface SmsMutation {
  readonly kind: 'mutation';
  readonly id: number;
  readonly name: 'rides.book' | 'rides.cancel';
  readonly args: object | null;
  readonly claimedAtMs: number;
  /** To the second, rounded down. Null: no end was named. */
  readonly validUntilMs: number | null;
}

/** A cry for help. The form is kept for it; the server has nothing yet that answers it. */
export interface SmsSos {
  readonly kind: 'sos';
  readonly id: number;
  readonly at: Position;
  readonly claimedAtMs: number;
}

/** An SMS whose sender may be looked up, and nothing more. */
export interface OpenedSms {
  readonly senderId: string;
  readonly signed: Uint8Array;
  readonly tag: Uint8Array;
}

/** The text to send. Null: this cannot be told exactly in one SMS, and must wait for the network. */
export function encodeSms(sent: SmsMutation | SmsSos, sender: SmsSender): string | null {
  const bytes = isWritable(sent) ? signedBytes(sent, sender) : null;
  if (bytes === null) return null;
  const text = toBase64url(Uint8Array.of(...bytes, ...tagOf(bytes, sender.key)));
  if (text.length > SMS_CHARS_MAX) return null;
  const opened = openSms(text);
  const read = 'code' in opened ? opened : readSms(opened, sender, versionsOf(sent));
  return 'sms' in read && canonicalJson(toComparable(read.sms)) === canonicalJson(toComparable(sent)) ? text : null;
}

/**
 * Writes waiting mutations of one install as SMS, under its key: `client.asSms(ref, smsEncoder(client.credential()?.smsKey))`.
 *
 * @param given as the server gives it (base64url), or its bytes
 * @throws RangeError for what is no key: no text of it would be believed
 */
export function smsEncoder(given: string | Uint8Array | undefined) {
  const key = typeof given === 'string' ? fromBase64url(given) : given;
  if (key?.length !== KEY_BYTES)
    throw new RangeError(`the key for SMS is ${KEY_BYTES} bytes, as the server gave it with the credential`);
  return (
    sent: { readonly name: string; readonly args: Json } & Pick<SmsMutation, 'id' | 'claimedAtMs' | 'validUntilMs'>,
    sender: Omit<SmsSender, 'key'>,
  ): string | null => {
    const { id, name, args, claimedAtMs, validUntilMs } = sent;
    if (name !== 'rides.book' && name !== 'rides.cancel') return null;
    const mutation = { kind: 'mutation', id, name, args: args as object, claimedAtMs, validUntilMs } as const;
    return encodeSms(mutation, { ...sender, key });
  };
}

/**
 * The first look at a text that came in: of what version it is, and of whom it says to be. Spaces and line breaks are of the phone or
 * the gateway: a text has none itself.
 */
export function openSms(brought: string): OpenedSms | { readonly code: SmsCode } {
  const text = brought.replaceAll(/\s+/g, '');
  const bytes = text.length <= SMS_CHARS_MAX ? fromBase64url(text) : null;
  if (bytes === null || bytes.length < 1 + SENDER_BYTES + TAG_BYTES) return { code: 'sms_malformed' };
  if ((bytes[0] ?? 0) >> 4 !== SMS_VERSION) return { code: 'sms_version_unknown' };
  const [signed, tag] = [bytes.slice(0, -TAG_BYTES), bytes.slice(-TAG_BYTES)];
  const from = new ByteReader(signed);
  from.uint(1);
  return { senderId: from.hex(SENDER_BYTES), signed, tag };
}

/** Checks an SMS and reads it. `versions`: of the pages of the book that a quote may be from. */
export function readSms(
  { signed, tag }: OpenedSms,
  sender: SmsSender,
  versions: readonly string[],
): { readonly sms: SmsMutation | SmsSos } | { readonly code: SmsCode } {
  if (!isSame(tag, tagOf(signed, sender.key))) return { code: 'sms_not_believed' };
  try {
    return readSigned(new ByteReader(signed), sender, versions);
  } catch (error) {
    if (error instanceof SmsPageUnknown) return { code: 'sms_page_unknown' };
    if (error instanceof SmsCut) return { code: 'sms_malformed' };
    throw error;
  }
}

function readSigned(from: ByteReader, sender: SmsSender, versions: readonly string[]): ReturnType<typeof readSms> {
  const kind = from.uint(1) % 16;
  if (from.hex(SENDER_BYTES) !== smsSenderId(sender.groupId)) return { code: 'sms_not_believed' };
  if (from.hex(STREAM_BYTES) !== streamCheck(sender.clientId)) return { code: 'sms_stream_unknown' };
  const [id, claimedAtMs] = [from.uint(3), from.uint(6)];
  const sms =
    kind === KINDS.sos ? readSos(from, id, claimedAtMs) : readMutation(from, { kind, id, claimedAtMs, versions });
  return sms !== null && from.isAtEnd && id > 0 ? { sms } : { code: 'sms_malformed' };
}

function readSos(from: ByteReader, id: number, claimedAtMs: number): SmsSos {
  return { kind: 'sos', id, at: readPosition(from), claimedAtMs };
}

interface Head {
  readonly kind: number;
  readonly id: number;
  readonly claimedAtMs: number;
  readonly versions: readonly string[];
}

function readMutation(from: ByteReader, { kind, id, claimedAtMs, versions }: Head): SmsMutation | null {
  const waitSeconds = from.uint(3);
  const validUntilMs = waitSeconds === 0 ? null : secondOf(claimedAtMs) + waitSeconds * MS_PER_SECOND;
  const common = { kind: 'mutation', id, claimedAtMs, validUntilMs } as const;
  if (kind === KINDS.book) return { ...common, name: 'rides.book', args: readBook(from, claimedAtMs, versions) };
  return kind === KINDS.cancel ? { ...common, name: 'rides.cancel', args: readCancel(from) } : null;
}

function signedBytes(sent: SmsMutation | SmsSos, sender: SmsSender): Uint8Array | null {
  const to = new ByteWriter();
  to.uint(SMS_VERSION * 16 + kindOf(sent), 1)
    .hex(smsSenderId(sender.groupId))
    .hex(streamCheck(sender.clientId));
  to.uint(sent.id, 3).uint(sent.claimedAtMs, 6);
  if (sent.kind === 'sos') writePosition(to, sent.at);
  else if (!writeMutation(to, sent)) return null;
  return to.bytes;
}

function writeMutation(to: ByteWriter, { name, args, claimedAtMs, validUntilMs }: SmsMutation): boolean {
  const waitMs = validUntilMs === null ? 0 : validUntilMs - secondOf(claimedAtMs);
  to.uint(Math.floor(waitMs / MS_PER_SECOND), 3);
  const parsed = name === 'rides.book' ? bookArgs.safeParse(args) : null;
  const cancelled = name === 'rides.cancel' ? cancelArgs.safeParse(args) : null;
  if (parsed?.success) writeBook(to, parsed.data, claimedAtMs);
  if (cancelled?.success) writeCancel(to, cancelled.data);
  return parsed?.success === true || cancelled?.success === true;
}

function isWritable(sent: SmsMutation | SmsSos): boolean {
  const numbers = [sent.id, sent.claimedAtMs];
  return numbers.every((number) => Number.isSafeInteger(number) && number >= 0) && isPlace(sent);
}

function isPlace(sent: SmsMutation | SmsSos): boolean {
  return sent.kind === 'mutation' || positionSchema.safeParse(sent.at).success;
}

function kindOf(sent: SmsMutation | SmsSos): number {
  if (sent.kind === 'sos') return KINDS.sos;
  return sent.name === 'rides.book' ? KINDS.book : KINDS.cancel;
}

function versionsOf(sent: SmsMutation | SmsSos): string[] {
  const parsed = sent.kind === 'mutation' ? bookArgs.safeParse(sent.args) : null;
  if (parsed?.success !== true) return [];
  const { tariffVersion, mapVersion } = parsed.data;
  return [tariffVersion, mapVersion].filter((version) => version !== undefined);
}

// What the second form must say like the first: the end of a wait may lose its milliseconds, and an SOS its exact place.
function toComparable(sms: SmsMutation | SmsSos): Json {
  if (sms.kind === 'sos') return { kind: sms.kind, id: sms.id, claimedAtMs: sms.claimedAtMs };
  const { id, name, args, claimedAtMs, validUntilMs } = sms;
  return {
    id,
    name,
    args: args as Json,
    claimedAtMs,
    validUntilMs: validUntilMs === null ? null : secondOf(validUntilMs),
  };
}

function secondOf(timeMs: number): number {
  return timeMs - (timeMs % MS_PER_SECOND);
}

function streamCheck(clientId: string): string {
  return sha256Hex(clientId).slice(0, 2 * STREAM_BYTES);
}

function tagOf(signed: Uint8Array, key: Uint8Array): Uint8Array {
  return hmac(sha256, key, signed).slice(0, TAG_BYTES);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return (
    one.length === other.length && one.reduce((difference, byte, at) => difference | (byte ^ (other[at] ?? 0)), 0) === 0
  );
}
