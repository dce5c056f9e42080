import type { FastifyRequest } from 'fastify';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { HTTP_LIMITS } from '../http/limits.ts';
import { platformProblem } from '../http/platform-problems.ts';
import { Allowances } from './allowances.ts';
import type { Principal } from './principal.ts';
import type { TokenRefusalCode } from './token-refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts the bytes of a body, as they are once its content coding is undone, before anything reads them. @throws Problem */
    countBody?: (bytes: number) => void;
    /** Counts the bytes of an answer before they are compressed. */
    countAnswer?: (bytes: number) => void;
  }
}

/** What operators set. */
export interface RequestLimitTerms {
  readonly personPointsPerMinute: number;
  readonly strangerPointsPerMinute: number;
}

const MS_PER_SECOND = 1_000;
const IPV6_GROUPS = 8;
/** The network of one customer has so many groups of an IPv6 address (RFC 6177). */
const IPV6_NETWORK_GROUPS = 4;

/**
 * How much people may ask for. Who carries a valid token is counted as a person, whatever their address: an operator puts
 * thousands of phones behind one. By address is counted only who carries none that is valid, and who signs in.
 *
 * A request is a point, and so is each KiB that is sent and each 16 KiB that are fetched. All of it is memory of this process.
 */
export class RequestLimits {
  readonly #people: Allowances;
  readonly #strangers: Allowances;

  constructor(terms: Partial<RequestLimitTerms> = {}, clock?: () => number) {
    const { allowanceBurstMinutes: burstMinutes, allowancesMax: keysMax } = HTTP_LIMITS;
    const { personPointsPerMinute, strangerPointsPerMinute } = { ...HTTP_LIMITS, ...terms };
    this.#people = new Allowances({ pointsPerMinute: personPointsPerMinute, burstMinutes, keysMax }, clock);
    this.#strangers = new Allowances({ pointsPerMinute: strangerPointsPerMinute, burstMinutes, keysMax }, clock);
  }

  /** Somebody with a valid token asks for something. @throws Problem when they have used up their allowance */
  person(request: FastifyRequest, { subject, roles }: Principal): void {
    // The telephone company's machine brings what thousands of people sent.
    if (roles.includes('gateway')) return;
    take(this.#people, subject, 1);
    request.countBody = (bytes) => {
      // Who was let in is not put off for that point itself, or a body could be put off for ever.
      this.#people.use(subject, -1);
      take(this.#people, subject, 1 + bytes / HTTP_LIMITS.sentBytesPerPoint);
    };
    request.countAnswer = (bytes) => this.#people.use(subject, bytes / HTTP_LIMITS.fetchedBytesPerPoint);
  }

  /**
   * Somebody asks with no token, or with none that holds. One that has expired is its person's, and not its address's: many
   * phones behind one address have one of those at any time.
   * @throws Problem when the address, or the token, was seen too often
   */
  refused({ ip, headers }: FastifyRequest, code: TokenRefusalCode): void {
    if (code !== 'token_expired') return take(this.#strangers, networkOf(ip), 1);
    take(this.#strangers, `expired ${signatureOf(headers.authorization)}`, 1);
  }

  /** Somebody signs in. @throws Problem when their address did so too often */
  signingIn({ ip }: FastifyRequest): void {
    take(this.#strangers, networkOf(ip), 1);
  }
}

function take(allowances: Allowances, key: string, points: number): void {
  const waitMs = allowances.waitMs(key);
  if (waitMs === 0) return allowances.use(key, points);
  const retryAfterSeconds = Math.ceil(waitMs / MS_PER_SECOND);
  throw platformProblem('too_many_requests', { headers: { 'Retry-After': String(retryAfterSeconds) } });
}

/** The bytes that were verified: the last characters of a signature can be written in several ways (RFC 4648, 3.5). */
function signatureOf(authorization = ''): string {
  return Buffer.from(authorization.split('.').at(-1) ?? '', 'base64url').toString('base64url');
}

// Some proxies write the port of whom they speak for behind the address (Azure Application Gateway).
const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/;

/** What a proxy writes that is no address, however it is spelt, counts as one. */
const NO_ADDRESS = 'no address';

/** Whoever has an IPv6 address has 2^64 of them: they count as one. An address is one however it is written (RFC 5952). */
function networkOf(written: string): string {
  const [, v6, v4] = WITH_PORT.exec(written) ?? [];
  const given = v6 ?? v4 ?? written;
  if (isIPv4(given)) return given;
  if (!isIPv6(given)) return NO_ADDRESS;
  const { address } = new SocketAddress({ address: given, family: 'ipv6' });
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('::');
  const groups = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const left = IPV6_GROUPS - groups.flat().length;
  const zeros = Array.from({ length: tail === undefined ? 0 : left }, () => '0');
  return [...(groups[0] ?? []), ...zeros, ...(groups[1] ?? [])].slice(0, IPV6_NETWORK_GROUPS).join(':');
}
