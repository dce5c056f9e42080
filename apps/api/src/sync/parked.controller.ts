import { SyncRuntime, type ParkedItem, type ReplayAnswer } from '#sync';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { PermissionTable } from '../auth/permissions.ts';
import { sightOf } from '../auth/sight.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { problemKind } from '../http/problem-kind.ts';
import { Operation } from '../rest/operation.ts';
import {
  correctionBody,
  correctionExamples,
  discardBody,
  discardExamples,
  mutationPath,
  parkedMutationSchema,
  parkedPageSchema,
  parkedPeopleQuery,
  parkedPeopleSchema,
  parkedQuery,
  replayBody,
  replayExamples,
  replayedSchema,
} from './parked-schemas.ts';
import {
  CORRECTION_PROBLEMS,
  correctionTooLarge,
  laneBlocked,
  orTryAgain,
  TRY_AGAIN_PROBLEMS,
} from './sync-problems.ts';
import { RouteGroup } from '../rest/route-group.ts';

const notParked = problemKind({ status: 404, code: 'parked_not_found', title: 'There is no such parked work' });
const REPLAYED = { description: 'What was decided', schema: replayedSchema };

type Ref = z.infer<typeof mutationPath>;

/** Parked work, for staff. */
@RouteGroup('ops: parked work', 'For staff: mutations that could not be decided.')
@Controller('v1/ops')
export class ParkedController {
  readonly #sync: SyncRuntime;

  readonly #permissions: PermissionTable;

  constructor(sync: SyncRuntime, permissions: PermissionTable) {
    this.#sync = sync;
    this.#permissions = permissions;
  }

  @Get('parked')
  @RequirePermission('ops:parked:read')
  @Shows({ peopleAt: ['answer.items.*.subject', 'query.subject', 'query.lane'] })
  @Operation({
    id: 'listParkedMutations',
    summary: 'List parked work, oldest first',
    answers: { 200: { description: 'A page of parked work', schema: parkedPageSchema } },
  })
  async list(
    @Query({ schema: parkedQuery }) query: z.infer<typeof parkedQuery>,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { limit, reason, lane, subject, resolved, after } = query;
    const filter = {
      resolved,
      after,
      rowsMax: limit,
      ...(reason === undefined ? {} : { reason }),
      ...(lane === undefined ? {} : { lane }),
      ...(subject === undefined ? {} : { subject }),
    };
    const items = await this.#sync.parked.list(filter, sightOf(principal, this.#permissions));
    return { items, nextAfter: items.length === limit ? (items.at(-1)?.sequence ?? null) : null };
  }

  @Get('parked/people')
  @RequirePermission('ops:parked:read')
  @Shows({ peopleAt: ['answer.items.*.subject'] })
  @Operation({
    id: 'listParkedPeople',
    summary: 'List people whose work is parked, by their ids: how much, how long, and whether there is room for more',
    answers: { 200: { description: 'A page of people', schema: parkedPeopleSchema } },
  })
  async people(@Query({ schema: parkedPeopleQuery }) { full, cursor, limit }: z.infer<typeof parkedPeopleQuery>) {
    const asked = { isFull: full ?? null, after: cursor ?? null, rowsMax: limit };
    const { items, next } = await this.#sync.parked.people(asked);
    return { items: [...items], nextCursor: next };
  }

  @Get('parked/:clientId/:mutationId')
  @RequirePermission('ops:parked:read')
  @Shows({ peopleAt: ['answer.subject'] })
  @Operation({
    id: 'getParkedMutation',
    summary: 'Look at one piece of parked work',
    answers: { 200: { description: 'The parked work', schema: parkedMutationSchema } },
    problems: [notParked],
  })
  async inspect(
    @Param({ schema: mutationPath }) ref: Ref,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ParkedItem> {
    const item = await this.#sync.parked.find(ref, sightOf(principal, this.#permissions));
    if (!item?.parked) throw notParked();
    return item.parked;
  }

  @Put('parked/:clientId/:mutationId/args')
  @HttpCode(204)
  @RequirePermission('ops:parked:write')
  @Shows('nobody')
  @Operation({
    id: 'correctParkedMutation',
    summary: 'Correct the arguments of parked work',
    description:
      'The sent ones stay in the ledger. What carries an approval, a consent or somebody’s identity cannot be corrected; what carries money takes a ' +
      'second person, who has it decided. Its sender is told who corrected it, who approved, and why.',
    examples: correctionExamples,
    answers: { 204: { description: 'Corrected: look at it, and replay it by the `correctionHash` that it has now' } },
    problems: [
      notParked,
      correctionTooLarge,
      CORRECTION_PROBLEMS.not_correctable,
      CORRECTION_PROBLEMS.own_work,
      ...TRY_AGAIN_PROBLEMS,
    ],
  })
  async correct(
    @Param({ schema: mutationPath }) ref: Ref,
    @Body({ schema: correctionBody }) body: z.infer<typeof correctionBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const corrected = await orTryAgain(() =>
      this.#sync.parked.correct(ref, { ...body, args: body.args, by: principal.subject }),
    );
    if (corrected === 'not_parked') throw notParked();
    if (corrected === 'mutation_too_large') throw correctionTooLarge();
    if (corrected !== 'corrected') throw CORRECTION_PROBLEMS[corrected]();
  }

  @Post('parked/:clientId/:mutationId/replay')
  @HttpCode(200)
  @RequirePermission('ops:parked:write')
  @Shows('caller')
  @Operation({
    id: 'replayParkedMutation',
    summary: 'Decide parked work now',
    description:
      'Under the same id; then what only waited behind it in its lane, up to work that somebody corrected: that waits for a replay of its own. A replay ' +
      'of corrected work names the correction that was looked at. Nobody decides work of their own.',
    examples: replayExamples,
    answers: { 200: REPLAYED },
    problems: [notParked, laneBlocked, ...Object.values(CORRECTION_PROBLEMS), ...TRY_AGAIN_PROBLEMS],
  })
  async replay(
    @Param({ schema: mutationPath }) ref: Ref,
    @Body({ schema: replayBody }) body: z.infer<typeof replayBody>,
    @CurrentPrincipal() principal: Principal,
  ) {
    const lookedAt = body?.correctionHash ?? null;
    return replayed(await orTryAgain(() => this.#sync.parked.replay(ref, principal.subject, lookedAt)));
  }

  @Post('parked/:clientId/:mutationId/discard')
  @HttpCode(200)
  @RequirePermission('ops:parked:write')
  @Shows('caller')
  @Operation({
    id: 'discardParkedMutation',
    summary: 'Refuse parked work for good',
    description:
      'It ends as `rejected` with the code `discarded`, and its sender is told. Then what only waited behind it is decided, up to work that somebody ' +
      'corrected. Nobody refuses work of their own.',
    examples: discardExamples,
    answers: { 200: REPLAYED },
    problems: [notParked, laneBlocked, CORRECTION_PROBLEMS.own_work, ...TRY_AGAIN_PROBLEMS],
  })
  async discard(
    @Param({ schema: mutationPath }) ref: Ref,
    @Body({ schema: discardBody }) { note }: z.infer<typeof discardBody>,
    @CurrentPrincipal() principal: Principal,
  ) {
    return replayed(await orTryAgain(() => this.#sync.parked.discard(ref, { note, by: principal.subject })));
  }
}

function replayed(answer: ReplayAnswer) {
  if (answer.kind === 'not_parked') throw notParked();
  if (answer.kind === 'replayed') return { replayed: answer.reports };
  if (answer.kind === 'lane_blocked') throw laneBlocked({ extensions: { first: answer.first } });
  throw CORRECTION_PROBLEMS[answer.kind]();
}
