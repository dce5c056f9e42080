import { SyncRuntime, type CorrectAnswer, type ParkedEventRefusal } from '#sync';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { Problem } from '../http/problem.ts';
import { placesOf } from '../http/validate.ts';
import { openApi } from '../rest/open-api.ts';
import {
  correctionExamples,
  discardExamples,
  parkedEventExample,
  parkedEventsExample,
  replayAllExample,
  replayAllExamples,
  replayExamples,
} from './parked-event-examples.ts';
import {
  correctionBody,
  parkedEventPath,
  parkedEventSchema,
  parkedEventsQuery,
  parkedEventsSchema,
  replayAllBody,
  replayAllSchema,
  whyBody,
} from './parked-event-schemas.ts';
import { orTryAgain } from './sync-problems.ts';

type Ref = z.infer<typeof parkedEventPath>;

const answered = (description: string, schema: z.ZodType, example: object) => {
  return { description, content: { 'application/json': { schema: openApi(schema), example } } };
};

/** Events that a group of handlers could not handle, for staff. */
@ApiTags('ops')
@ApiBearerAuth()
@Controller('v1/ops/events')
export class ParkedEventsController {
  readonly #sync: SyncRuntime;

  constructor(sync: SyncRuntime) {
    this.#sync = sync;
  }

  @Get('parked')
  @RequirePermission('ops:parked:read')
  @ApiOperation({ summary: 'List events that were set aside, in the order in which they happened' })
  @ApiOkResponse(answered('Events, without what they say', parkedEventsSchema, parkedEventsExample))
  async list(@Query({ schema: parkedEventsQuery }) { limit, ...filter }: z.infer<typeof parkedEventsQuery>) {
    return this.#sync.parkedEvents.list({ ...withoutUndefined(filter), rowsMax: limit });
  }

  @Post('parked/replay')
  @HttpCode(202)
  @RequirePermission('ops:parked:write')
  @ApiOperation({
    summary: 'Have all parked events of a group tried again',
    description:
      'After its handlers were mended. Nothing parked is tried again by itself, also not by a new version of the server.',
  })
  @ApiBody({ schema: openApi(replayAllBody), examples: replayAllExamples })
  @ApiAcceptedResponse(answered('How many', replayAllSchema, replayAllExample))
  async replayAll(
    @Body({ schema: replayAllBody }) { group, type, note }: z.infer<typeof replayAllBody>,
    @CurrentPrincipal() { subject: by }: Principal,
  ): Promise<z.infer<typeof replayAllSchema>> {
    return orTryAgain(() => this.#sync.parkedEvents.replayAll({ group, type: type ?? null }, { note, by }));
  }

  @Get('parked/:group/:eventId')
  @RequirePermission('ops:parked:read')
  @ApiOperation({ summary: 'Look at one event that was set aside, and at what staff did about it' })
  @ApiOkResponse(answered('The event', parkedEventSchema, parkedEventExample))
  async inspect(@Param({ schema: parkedEventPath }) ref: Ref) {
    const item = await this.#sync.parkedEvents.find(ref);
    if (!item) throw notFound();
    return item;
  }

  @Put('parked/:group/:eventId/payload')
  @HttpCode(204)
  @RequirePermission('ops:parked:write')
  @ApiOperation({
    summary: 'Correct what an event says',
    description:
      'The outbox keeps the first payload. The event keeps its id, so what was done for it is not done twice.',
  })
  @ApiBody({ schema: openApi(correctionBody), examples: correctionExamples })
  async correct(
    @Param({ schema: parkedEventPath }) ref: Ref,
    @Body({ schema: correctionBody }) { payload, note }: z.infer<typeof correctionBody>,
    @CurrentPrincipal() { subject: by }: Principal,
  ): Promise<void> {
    const answer = await orTryAgain(() => this.#sync.parkedEvents.correct(ref, { payload, note, by }));
    if (answer.kind !== 'corrected') throw correctionProblem(answer);
  }

  @Post('parked/:group/:eventId/replay')
  @HttpCode(202)
  @RequirePermission('ops:parked:write')
  @ApiOperation({
    summary: 'Have an event tried again now',
    description:
      'Once it is handled, what only waited behind it follows in order. If it fails, it is parked again at once: look at it after a second or two.',
  })
  @ApiBody({ schema: openApi(whyBody), examples: replayExamples })
  async replay(
    @Param({ schema: parkedEventPath }) ref: Ref,
    @Body({ schema: whyBody }) { note }: z.infer<typeof whyBody>,
    @CurrentPrincipal() { subject: by }: Principal,
  ): Promise<void> {
    const answer = await orTryAgain(() => this.#sync.parkedEvents.replay(ref, { note, by }));
    if (answer.kind !== 'asked') throw refusal(answer);
  }

  @Post('parked/:group/:eventId/discard')
  @HttpCode(204)
  @RequirePermission('ops:parked:write')
  @ApiOperation({
    summary: 'Give an event up for good',
    description: 'This group never handles it. What only waited behind it follows in order.',
  })
  @ApiBody({ schema: openApi(whyBody), examples: discardExamples })
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
  if (answer.kind === 'not_parked') return notFound();
  return new Problem({
    status: 409,
    code: 'lane_blocked',
    title: 'Earlier work of the same lane waits before it',
    extensions: { first: answer.first },
  });
}

function correctionProblem(answer: Exclude<CorrectAnswer, { kind: 'corrected' }>): Problem {
  if (answer.kind === 'payload_invalid') {
    const errors = placesOf(answer.issues).map(({ pointer, detail }) => ({ pointer: `/payload${pointer}`, detail }));
    const title = 'The payload is not as events of this type are';
    return new Problem({ status: 400, code: 'event_payload_invalid', title, errors });
  }
  return CORRECTION_PROBLEMS[answer.kind]();
}

const CORRECTION_PROBLEMS = {
  not_parked: notFound,
  type_unknown: () =>
    new Problem({ status: 409, code: 'event_type_unknown', title: 'This server does not know events of this type' }),
  payload_too_large: () =>
    new Problem({ status: 400, code: 'event_payload_too_large', title: 'The payload is too large' }),
};

function notFound(): Problem {
  return new Problem({ status: 404, code: 'parked_event_not_found', title: 'No such event is set aside' });
}
