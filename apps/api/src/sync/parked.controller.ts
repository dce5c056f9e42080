import { PARK_REASONS, SyncRuntime, type LedgerItem, type ParkedItem, type ReplayAnswer } from '#sync';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { Problem } from '../http/problem.ts';
import { orTryAgain } from './sync-problems.ts';

const PAGE_ROWS_MAX = 200;
const NOTE_CHARS_MAX = 500;

const listQuery = z.strictObject({
  reason: z.enum(PARK_REASONS).optional(),
  lane: z.string().max(200).optional(),
  resolved: z.stringbool().default(false),
  after: z.coerce.number().int().default(-1),
  limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(50),
});

const refParams = z.strictObject({ clientId: z.string().min(1).max(100), mutationId: z.coerce.number().int().min(1) });

const correction = z.strictObject({
  args: z.json().describe('The arguments to decide with, instead of the sent ones'),
  note: z.string().min(1).max(NOTE_CHARS_MAX).describe('Why: kept with the mutation'),
});

const discarding = z.strictObject({
  note: z.string().min(1).max(NOTE_CHARS_MAX).describe('Why it does not count: kept with the mutation'),
});

type Ref = z.infer<typeof refParams>;

/** Parked work and the ledger, for staff. */
@ApiTags('ops')
@ApiBearerAuth()
@Controller('v1/ops')
export class ParkedController {
  readonly #sync: SyncRuntime;

  constructor(sync: SyncRuntime) {
    this.#sync = sync;
  }

  @Get('parked')
  @RequirePermission('ops:parked:read')
  @ApiOperation({ summary: 'List parked work, oldest first' })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    const { limit, reason, lane, resolved, after } = query;
    const items = await this.#sync.parked.list({
      resolved,
      after,
      rowsMax: limit,
      ...(reason === undefined ? {} : { reason }),
      ...(lane === undefined ? {} : { lane }),
    });
    return { items, nextAfter: items.length === limit ? (items.at(-1)?.sequence ?? null) : null };
  }

  @Get('parked/:clientId/:mutationId')
  @RequirePermission('ops:parked:read')
  @ApiOperation({ summary: 'Look at one piece of parked work' })
  async inspect(@Param({ schema: refParams }) ref: Ref): Promise<ParkedItem> {
    const item = await this.#sync.parked.find(ref);
    if (!item?.parked) throw notParked();
    return item.parked;
  }

  @Put('parked/:clientId/:mutationId/args')
  @HttpCode(204)
  @RequirePermission('ops:parked:write')
  @ApiOperation({ summary: 'Correct the arguments of parked work', description: 'The sent ones stay in the ledger.' })
  async correct(
    @Param({ schema: refParams }) ref: Ref,
    @Body({ schema: correction }) body: z.infer<typeof correction>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const corrected = await orTryAgain(() =>
      this.#sync.parked.correct(ref, { ...body, args: body.args, by: principal.subject }),
    );
    if (corrected === 'not_parked') throw notParked();
  }

  @Post('parked/:clientId/:mutationId/replay')
  @HttpCode(200)
  @RequirePermission('ops:parked:write')
  @ApiOperation({
    summary: 'Decide parked work now',
    description: 'Under the same id; then what only waited behind it in its lane.',
  })
  async replay(@Param({ schema: refParams }) ref: Ref, @CurrentPrincipal() principal: Principal) {
    return replayed(await orTryAgain(() => this.#sync.parked.replay(ref, principal.subject)));
  }

  @Post('parked/:clientId/:mutationId/discard')
  @HttpCode(200)
  @RequirePermission('ops:parked:write')
  @ApiOperation({
    summary: 'Refuse parked work for good',
    description:
      'It ends as `rejected` with the code `discarded`, and its sender is told. Then what only waited behind it is decided.',
  })
  async discard(
    @Param({ schema: refParams }) ref: Ref,
    @Body({ schema: discarding }) { note }: z.infer<typeof discarding>,
    @CurrentPrincipal() principal: Principal,
  ) {
    return replayed(await orTryAgain(() => this.#sync.parked.discard(ref, { note, by: principal.subject })));
  }

  @Get('mutations/:clientId/:mutationId')
  @RequirePermission('ops:mutations:read')
  @ApiOperation({ summary: 'Look up any mutation by its id' })
  async mutation(@Param({ schema: refParams }) ref: Ref): Promise<LedgerItem> {
    const item = await this.#sync.parked.find(ref);
    if (!item) throw new Problem({ status: 404, code: 'mutation_not_found', title: 'There is no such mutation' });
    return item;
  }
}

function replayed(answer: ReplayAnswer) {
  if (answer.kind === 'not_parked') throw notParked();
  if (answer.kind === 'replayed') return { replayed: answer.reports };
  throw new Problem({
    status: 409,
    code: 'lane_blocked',
    title: 'Earlier work of the same lane waits before it',
    extensions: { first: answer.first },
  });
}

function notParked(): Problem {
  return new Problem({ status: 404, code: 'parked_not_found', title: 'There is no such parked work' });
}
