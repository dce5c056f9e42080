import { SyncRuntime, type CorrectAnswer, type ParkedEventRefusal } from '#sync';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { PermissionTable } from '../auth/permissions.ts';
import { sightOf } from '../auth/sight.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { problemKind } from '../http/problem-kind.ts';
import type { Problem } from '../http/problem.ts';
import { placesOf } from '../http/validate.ts';
import { Operation } from '../rest/operation.ts';
import {
  correctionExamples,
  discardExamples,
  groupsExample,
  parkedEventExample,
  parkedEventsExample,
  replayAllExample,
  replayAllExamples,
  replayExamples,
} from './parked-event-examples.ts';
import {
  correctionBody,
  groupsSchema,
  parkedEventPath,
  parkedEventSchema,
  parkedEventsQuery,
  parkedEventsSchema,
  replayBody,
  replayAllBody,
  replayAllSchema,
  whyBody,
} from './parked-event-schemas.ts';
import { CORRECTION_PROBLEMS, laneBlocked, notCorrectable, orTryAgain, TRY_AGAIN_PROBLEMS } from './sync-problems.ts';
import { RouteGroup } from '../rest/route-group.ts';

type Ref = z.infer<typeof parkedEventPath>;

const notFound = problemKind({ status: 404, code: 'parked_event_not_found', title: 'No such event is set aside' });
const payloadInvalid = problemKind({
  status: 400,
  code: 'event_payload_invalid',
  title: 'The payload is not as events of this type are',
});
const typeUnknown = problemKind({
  status: 409,
  code: 'event_type_unknown',
  title: 'This server does not know events of this type',
});
const payloadTooLarge = problemKind({
  status: 400,
  code: 'event_payload_too_large',
  title: 'The payload is too large',
});

const correctionChanged = CORRECTION_PROBLEMS.correction_changed;

/** Events that a group of handlers could not handle, for staff. */
@RouteGroup('ops: parked events', 'For staff: events that could not be handled.')
@Controller('v1/ops/events')
export class ParkedEventsController {
  readonly #sync: SyncRuntime;

  readonly #permissions: PermissionTable;

  constructor(sync: SyncRuntime, permissions: PermissionTable) {
    this.#sync = sync;
    this.#permissions = permissions;
  }

  @Get('groups')
  @RequirePermission('ops:parked:read')
  @Shows('nobody')
  @Operation({
    id: 'listEventGroups',
    summary: 'List the groups of event handlers: who reads, and how far each has come',
    description: 'Also groups that no version has any more: they keep events from being dropped.',
    answers: { 200: { description: 'Every group', schema: groupsSchema, example: groupsExample } },
  })
  async groups(): Promise<z.infer<typeof groupsSchema>> {
    return { groups: [...(await this.#sync.groupPlaces())] };
  }

  @Get('parked')
  @RequirePermission('ops:parked:read')
  @Shows({ peopleAt: ['answer.items.*.subject', 'query.key'] })
  @Operation({
    id: 'listParkedEvents',
    summary: 'List events that were set aside, in the order in which they happened',
    answers: {
      200: { description: 'Events, without what they say', schema: parkedEventsSchema, example: parkedEventsExample },
    },
  })
  async list(
    @Query({ schema: parkedEventsQuery }) { limit, ...filter }: z.infer<typeof parkedEventsQuery>,
    @CurrentPrincipal() principal: Principal,
  ) {
    const sight = sightOf(principal, this.#permissions);
    return this.#sync.parkedEvents.list({ ...withoutUndefined(filter), rowsMax: limit }, sight);
  }

  @Post('parked/replay')
  @HttpCode(202)
  @RequirePermission('ops:parked:write')
  @Shows('nobody')
  @Operation({
    id: 'replayParkedEvents',
    summary: 'Have all parked events of a group tried again',
    description:
      'After its handlers were mended. Nothing parked is tried again by itself, also not by a new version of the server. Events that somebody corrected ' +
      'are left out: each is tried again by who has looked at it.',
    examples: replayAllExamples,
    answers: { 202: { description: 'How many', schema: replayAllSchema, example: replayAllExample } },
    problems: TRY_AGAIN_PROBLEMS,
  })
  async replayAll(
    @Body({ schema: replayAllBody }) { group, type, note }: z.infer<typeof replayAllBody>,
    @CurrentPrincipal() { subject: by }: Principal,
  ): Promise<z.infer<typeof replayAllSchema>> {
    return orTryAgain(() => this.#sync.parkedEvents.replayAll({ group, type: type ?? null }, { note, by }));
  }

  @Get('parked/:group/:eventId')
  @RequirePermission('ops:parked:read')
  @Shows({ peopleAt: ['answer.subject', 'answer.payload.riderId', 'answer.payload.driverId'] })
  @Operation({
    id: 'getParkedEvent',
    summary: 'Look at one event that was set aside, and at what staff did about it',
    answers: { 200: { description: 'The event', schema: parkedEventSchema, example: parkedEventExample } },
    problems: [notFound],
  })
  async inspect(@Param({ schema: parkedEventPath }) ref: Ref, @CurrentPrincipal() principal: Principal) {
    const item = await this.#sync.parkedEvents.find(ref, sightOf(principal, this.#permissions));
    if (!item) throw notFound();
    return item;
  }

  @Put('parked/:group/:eventId/payload')
  @HttpCode(204)
  @RequirePermission('ops:parked:write')
  @Shows('nobody')
  @Operation({
    id: 'correctParkedEvent',
    summary: 'Correct what an event says',
    description:
      'The outbox keeps the first payload. The event keeps its id, so what was done for it is not done twice. What carries money takes two people, each ' +
      'of whom sends the same payload, the second with the `correctionHash` that they looked at; what no definition calls correctable cannot be corrected.',
    examples: correctionExamples,
    answers: {
      204: { description: 'Corrected: replay it now' },
      202: {
        description: 'Written down: it counts once somebody else sends the same payload and names this correction',
      },
    },
    problems: [
      notFound,
      notCorrectable,
      correctionChanged,
      payloadInvalid,
      payloadTooLarge,
      typeUnknown,
      ...TRY_AGAIN_PROBLEMS,
    ],
  })
  async correct(
    @Param({ schema: parkedEventPath }) ref: Ref,
    @Body({ schema: correctionBody }) { correctionHash, ...given }: z.infer<typeof correctionBody>,
    @CurrentPrincipal() { subject: by }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const lookedAt = correctionHash ?? null;
    const answer = await orTryAgain(() => this.#sync.parkedEvents.correct(ref, { ...given, lookedAt, by }));
    if (answer.kind === 'proposed') void reply.status(202);
    else if (answer.kind !== 'corrected') throw correctionProblem(answer);
  }

  @Post('parked/:group/:eventId/replay')
  @HttpCode(202)
  @RequirePermission('ops:parked:write')
  @Shows('nobody')
  @Operation({
    id: 'replayParkedEvent',
    summary: 'Have an event tried again now',
    description:
      'Once it is handled, what only waited behind it follows in order. If it fails, it is parked again at once: look at it after a second or two. A ' +
      'replay of an event that somebody corrected names the correction that was looked at.',
    examples: replayExamples,
    answers: { 202: { description: 'It is tried again' } },
    problems: [notFound, laneBlocked, correctionChanged, ...TRY_AGAIN_PROBLEMS],
  })
  async replay(
    @Param({ schema: parkedEventPath }) ref: Ref,
    @Body({ schema: replayBody }) { note, correctionHash }: z.infer<typeof replayBody>,
    @CurrentPrincipal() { subject: by }: Principal,
  ): Promise<void> {
    const lookedAt = correctionHash ?? null;
    const answer = await orTryAgain(() => this.#sync.parkedEvents.replay(ref, { note, lookedAt, by }));
    if (answer.kind !== 'asked') throw refusal(answer);
  }

  @Post('parked/:group/:eventId/discard')
  @HttpCode(204)
  @RequirePermission('ops:parked:write')
  @Shows('nobody')
  @Operation({
    id: 'discardParkedEvent',
    summary: 'Give an event up for good',
    description: 'This group never handles it. What only waited behind it follows in order.',
    examples: discardExamples,
    answers: { 204: { description: 'Given up' } },
    problems: [notFound, laneBlocked, ...TRY_AGAIN_PROBLEMS],
  })
  async discard(
    @Param({ schema: parkedEventPath }) ref: Ref,
    @Body({ schema: whyBody }) { note }: z.infer<typeof whyBody>,
    @CurrentPrincipal() { subject: by }: Principal,
  ): Promise<void> {
    const answer = await orTryAgain(() => this.#sync.parkedEvents.discard(ref, { note, by }));
    if (answer.kind !== 'discarded') throw refusal(answer);
  }
}

/** Members that say nothing are left out. */
function withoutUndefined<T extends object>(filter: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as never;
}

function refusal(answer: ParkedEventRefusal): Problem {
  if (answer.kind === 'lane_blocked') return laneBlocked({ extensions: { first: answer.first } });
  return answer.kind === 'not_parked' ? notFound() : correctionChanged();
}

function correctionProblem(answer: Exclude<CorrectAnswer, { kind: 'corrected' | 'proposed' }>): Problem {
  if (answer.kind !== 'payload_invalid') return PROBLEMS[answer.kind]();
  const errors = placesOf(answer.issues).map(({ pointer, detail }) => ({ pointer: `/payload${pointer}`, detail }));
  return payloadInvalid({ errors });
}

const PROBLEMS = {
  not_parked: notFound,
  correction_changed: correctionChanged,
  type_unknown: typeUnknown,
  payload_too_large: payloadTooLarge,
  not_correctable: notCorrectable,
};
