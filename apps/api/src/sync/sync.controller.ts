import {
  pullRequestSchema,
  pushRequestSchema,
  SYNC_LIMITS,
  SyncRuntime,
  withPull,
  type Actor,
  type Listening,
  type PullResponse,
  type VersionNotSupported,
} from '#sync';
import { Body, Controller, Header, HttpCode, Post, Sse, type MessageEvent } from '@nestjs/common';
import { endWith, filter, interval, map, merge, takeUntil, takeWhile, timer, type Observable } from 'rxjs';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { ReceivedAtMs } from '../http/received-at.ts';
import { Operation } from '../rest/operation.ts';
import { pullExample, pushExample } from './examples.ts';
import {
  cookieAhead,
  groupNotFound,
  orTryAgain,
  PUSH_PROBLEMS,
  pushProblem,
  tooManyPulls,
  TRY_AGAIN_PROBLEMS,
} from './sync-problems.ts';
import { pokeEventSchema, pullAnswerSchema, pushAnswerSchema } from './sync-schemas.ts';
import { isNewer, readWire } from './wire.ts';
import { RouteGroup } from '../rest/route-group.ts';

const MS_PER_SECOND = 1_000;
/** Timers take no longer wait than this. */
const TIMER_MS_MAX = 2_147_483_647;

/** The sync protocol: push what was done, pull what is new, hear when there is something to pull. */
@RouteGroup(
  'sync',
  'For phones that are often out of contact: push what was done, pull what is new, hear when there is something to pull.',
)
@Controller('v1/sync')
export class SyncController {
  readonly #sync: SyncRuntime;

  constructor(sync: SyncRuntime) {
    this.#sync = sync;
  }

  @Post('push')
  @HttpCode(200)
  @Header('Content-Type', 'application/json; charset=utf-8')
  @RequirePermission('sync:use')
  @Shows('scopes')
  @Operation({
    id: 'pushMutations',
    summary: 'Push mutations',
    description:
      'Decides mutations in order and answers each with its stored outcome. Safe to repeat: the same id with the same contents ' +
      'gets the same answer, byte for byte. Any other status than 200 means: keep what you sent. ' +
      'With `pull` the answer brings what is new as well, as of a moment after the commit; without it there, pull. ' +
      `Limits: ${SYNC_LIMITS.mutationsPerPushMax} mutations, ${SYNC_LIMITS.mutationArgsBytesMax} bytes of arguments each.`,
    body: pushRequestSchema,
    examples: pushExample,
    answers: { 200: { description: 'The outcome of each mutation', schema: pushAnswerSchema } },
    problems: [...PUSH_PROBLEMS, ...TRY_AGAIN_PROBLEMS],
  })
  async push(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @ReceivedAtMs() receivedAtMs: number,
  ): Promise<string> {
    const request = readWire(pushRequestSchema, body);
    if (isNewer(request)) return JSON.stringify(request);
    const actor = actorOf(principal);
    this.#sync.pokes.see(listeningOf(principal));
    const answer = await orTryAgain(() => this.#sync.pushes.push(request, actor, receivedAtMs));
    if (answer.kind !== 'answered') throw pushProblem(answer);
    const { pull: wish, clientGroupID } = request;
    const pulled = wish ? await this.#sync.pulls.pullAlong({ ...wish, clientGroupID }, actor) : null;
    return pulled ? withPull(answer.body, pulled) : answer.body;
  }

  @Post('pull')
  @HttpCode(200)
  @RequirePermission('sync:use')
  @Shows('scopes')
  @Operation({
    id: 'pullViews',
    summary: 'Pull what is new since a cookie',
    description:
      'Rows of the caller’s scopes that changed since the cookie, with tombstones, last ids and digests of one snapshot. ' +
      `Without a cookie, or with other scopes than last time, a fresh snapshot. At most ${SYNC_LIMITS.pullPageRowsMax} rows and about ${SYNC_LIMITS.pullPageBytesMax} bytes a page.`,
    body: pullRequestSchema,
    examples: pullExample,
    answers: { 200: { description: 'What is new', schema: pullAnswerSchema } },
    problems: [groupNotFound, cookieAhead, tooManyPulls],
  })
  async pull(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PullResponse | VersionNotSupported> {
    const request = readWire(pullRequestSchema, body);
    if (isNewer(request)) return request;
    this.#sync.pokes.see(listeningOf(principal));
    const answer = await this.#sync.pulls.pull(request, actorOf(principal));
    if (answer.kind === 'forbidden') throw groupNotFound();
    if (answer.kind === 'cookie_ahead') throw cookieAhead();
    if (answer.kind === 'busy') throw tooManyPulls();
    return answer.response;
  }

  @Sse('poke')
  @RequirePermission('sync:use')
  @Shows('nobody')
  @Operation({
    id: 'streamPokes',
    summary: 'Hear that there is something to pull (server-sent events)',
    description:
      'Each event says `{"order": N, "scopes": "…"}`: pull if your cookie is older, or of other scopes. Pokes may be lost, so pull on reconnect ' +
      'and on a timer too. The stream ends with the token, and when a newer token of the same person has other roles. ' +
      `At most ${SYNC_LIMITS.pokesPerPersonMax} streams a person: the oldest is told \`replaced\` and ended for the newest.`,
    answers: { 200: { description: 'A stream of events', content: { 'text/event-stream': pokeEventSchema } } },
  })
  poke(@CurrentPrincipal() principal: Principal): Observable<MessageEvent> {
    const { pokes } = this.#sync;
    const expired = timer(Math.min(TIMER_MS_MAX, Math.max(0, principal.tokenExpiresAtMs - Date.now())));
    const alive = interval(SYNC_LIMITS.pokeHeartbeatSeconds * MS_PER_SECOND).pipe(
      // Who is told so looks rarely: it is only said while news would be told.
      filter(() => pokes.tells),
      map((): MessageEvent => ({ type: 'alive', data: {} })),
    );
    const told = pokes
      .subscribe(listeningOf(principal))
      .pipe(map(({ kind, ...data }): MessageEvent => ({ type: kind, data })));
    const events = merge(told.pipe(endWith(null)), alive).pipe(takeWhile((event) => event !== null));
    return events.pipe(takeUntil(merge(expired, pokes.closing)));
  }
}

function listeningOf(principal: Principal): Listening {
  return { actor: actorOf(principal), issuedAtMs: principal.tokenIssuedAtMs };
}

function actorOf(principal: Principal): Actor {
  return { subject: principal.subject, roles: principal.roles };
}
