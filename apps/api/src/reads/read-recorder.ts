import { randomUUID } from 'node:crypto';
import { Pipeline, SYNC_LIMITS, SYSTEM_ACTOR } from '#sync';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { principalOf, type Principal } from '../auth/principal.ts';
import type { ShownData } from '../auth/access.ts';
import { READ_REASON_CHARS_MAX, READ_REASON_HEADER } from '../auth/shows.ts';
import { problemKind } from '../http/problem-kind.ts';
import { KeyedIds } from '../keyed-ids.ts';
import { ServerClock } from '../server-clock.ts';
import { orTryAgain } from '../sync/sync-problems.ts';
import { peopleIn, staffScopesIn, textsAt } from './people-in.ts';

/** How often it is written down that somebody follows a scope, and of how many followers a process remembers it. */
const FOLLOWING = { everyMs: 3_600_000, followersMax: 10_000 } as const;

const REASON = new RegExp(String.raw`^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$`);

export const reasonMissing = problemKind({
  status: 400,
  code: 'read_reason_missing',
  title: `Say in the header Read-Reason why you look, in 1 to ${READ_REASON_CHARS_MAX} ASCII characters`,
});

type ShownPeople = Extract<ShownData, { readonly peopleAt: readonly string[] }>;

interface Look {
  readonly about?: readonly string[];
  readonly subjects?: readonly string[];
  readonly scopes?: readonly string[];
}

/**
 * Writes down what staff are shown of other people, before they are shown it: one commit for each look. If it cannot be written
 * down now, nothing is shown.
 */
@Injectable()
export class ReadRecorder implements NestInterceptor {
  readonly #pipeline: Pipeline;
  readonly #ids: KeyedIds;
  readonly #clock: ServerClock;
  readonly #followedUntilMs = new Map<string, number>();

  constructor(pipeline: Pipeline, ids: KeyedIds, clock: ServerClock) {
    this.#pipeline = pipeline;
    this.#ids = ids;
    this.#clock = clock;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { shows } = request.routeOptions.config;
    if (shows === undefined || shows === 'nobody' || shows === 'caller') return next.handle();
    const reason = reasonOf(request, shows);
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        if (shows === 'scopes') await this.#recordFollowing(request, answer);
        else await this.#recordLook(request, lookOf(request, shows, answer), reason);
        return answer;
      }),
    );
  }

  /** A follower is known only once the look is stored. Until then each answer with rows of the scope writes down one of its own. */
  async #recordFollowing(request: FastifyRequest, answer: unknown): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const { subject } = principalOf(request);
    const scopes = staffScopesIn(answer).filter(
      (scope) => (this.#followedUntilMs.get(`${scope} ${subject}`) ?? 0) <= nowMs,
    );
    if (scopes.length === 0) return;
    await this.#recordLook(request, { scopes }, null);
    if (this.#followedUntilMs.size > FOLLOWING.followersMax) this.#followedUntilMs.clear();
    for (const scope of scopes) this.#followedUntilMs.set(`${scope} ${subject}`, nowMs + FOLLOWING.everyMs);
  }

  /** One look, or several where it shows more people than one has room for. */
  async #recordLook(request: FastifyRequest, look: Look | null, reason: string | null): Promise<void> {
    if (look === null) return;
    const { subject: by, roles } = principalOf(request);
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const others = [...new Set(look.subjects)].filter((subject) => subject !== by);
    const people = await Promise.all(others.map((one) => this.#ids.pseudonym(one)));
    const { about = [], scopes = [] } = look;
    const perLook = SYNC_LIMITS.peoplePerReadMax;
    for (let from = 0; from === 0 || from < people.length; from += perLook) {
      const shown = people.slice(from, from + perLook);
      await this.#write({ readId: randomUUID(), by, roles: [...roles], route, about, people: shown, scopes, reason });
    }
  }

  async #write<A extends { readonly readId: string }>(args: A): Promise<void> {
    const request = { actor: SYSTEM_ACTOR, key: args.readId, name: 'sync.recordRead', args };
    const written = await orTryAgain(() => this.#pipeline.perform(request));
    if ('error' in written || written.outcome.outcome !== 'applied')
      throw new Error('a look could not be written down');
  }
}

function reasonOf({ headers }: FastifyRequest, shows: ShownData): string | null {
  const given = headers[READ_REASON_HEADER];
  const isOne = typeof given === 'string' && given.length <= READ_REASON_CHARS_MAX && REASON.test(given);
  if (isOne) return given;
  if (typeof shows === 'object' && shows.reason === 'required') throw reasonMissing();
  return null;
}

/** Null: it shows nobody but the caller. */
function lookOf(request: FastifyRequest, { peopleAt, orOwn }: ShownPeople, answer: unknown): Look | null {
  const { query, params } = request;
  const subjects = peopleAt.flatMap((path) => peopleIn({ answer, query, params }, path));
  const about = textsAt(params, '*');
  const { subject } = principalOf(request) satisfies Principal;
  const isOfOthers = subjects.some((one) => one !== subject);
  if (orOwn) return isOfOthers && !subjects.includes(subject) ? { about, subjects } : null;
  return about.length > 0 || isOfOthers ? { about, subjects } : null;
}
