import { SyncRuntime, type LedgerItem, type LedgerPlace } from '#sync';
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { PermissionTable } from '../auth/permissions.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { Shows } from '../auth/shows.ts';
import { sightOf } from '../auth/sight.ts';
import { problemKind } from '../http/problem-kind.ts';
import { reasonMissing } from '../reads/read-recorder.ts';
import { Operation } from '../rest/operation.ts';
import { cursorInvalid, pageCursor } from '../rest/page-cursor.ts';
import { RouteGroup } from '../rest/route-group.ts';
import { ledgerItemSchema, mutationsPageSchema, mutationsQuery } from './ledger-schemas.ts';
import { mutationPath } from './parked-schemas.ts';

const mutationNotFound = problemKind({ status: 404, code: 'mutation_not_found', title: 'There is no such mutation' });

/** In the order of commits; within one by the place in it. */
const byCommit = pageCursor<LedgerPlace>(
  ({ commit, ordinal }) => `${commit}.${ordinal}`,
  /^(\d{1,15})\.(\d{1,9})$/,
  (commit, ordinal) => ({ commit: Number(commit), ordinal: Number(ordinal) }),
);

/** The ledger of all mutations, for staff. */
@RouteGroup('ops: mutations', 'For staff: what people sent, by phone or by REST, and how it ended.')
@Controller('v1/ops/mutations')
export class MutationsController {
  readonly #sync: SyncRuntime;
  readonly #permissions: PermissionTable;

  constructor(sync: SyncRuntime, permissions: PermissionTable) {
    this.#sync = sync;
    this.#permissions = permissions;
  }

  @Get()
  @RequirePermission('ops:mutations:read')
  @Shows({
    peopleAt: ['query.subject', 'answer.items.*.subject', 'answer.items.*.parked.subject'],
    reason: 'required',
  })
  @Operation({
    id: 'listMutations',
    summary: 'List what one person sent, the newest first',
    description:
      'In the order of commits. Arguments and outcomes as far as your role sees them; those that were dropped with age are null.',
    answers: { 200: { description: 'A page of mutations', schema: mutationsPageSchema } },
    problems: [cursorInvalid, reasonMissing],
  })
  async list(
    @Query({ schema: mutationsQuery }) query: z.infer<typeof mutationsQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ items: readonly LedgerItem[]; nextCursor: string | null }> {
    const { subject, cursor, limit, ...filter } = query;
    const wanted = Object.fromEntries(Object.entries(filter).filter(([, one]) => one !== undefined));
    const page = { ...wanted, subject, before: byCommit.read(cursor), rowsMax: limit };
    const { items, next } = await this.#sync.parked.mutationsOf(page, sightOf(principal, this.#permissions));
    return { items, nextCursor: byCommit.write(next) };
  }

  @Get(':clientId/:mutationId')
  @RequirePermission('ops:mutations:read')
  @Shows({ peopleAt: ['answer.subject', 'answer.parked.subject'], reason: 'required' })
  @Operation({
    id: 'getMutation',
    summary: 'Look up any mutation by its id',
    answers: { 200: { description: 'The mutation, with its outcome', schema: ledgerItemSchema } },
    problems: [mutationNotFound, reasonMissing],
  })
  async one(
    @Param({ schema: mutationPath }) ref: z.infer<typeof mutationPath>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<LedgerItem> {
    const item = await this.#sync.parked.find(ref, sightOf(principal, this.#permissions));
    if (!item) throw mutationNotFound();
    return item;
  }
}
