import { AUDIT_KINDS, SyncRuntime, type AuditLine, type AuditPlace } from '#sync';
import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { KeyedIds } from '../keyed-ids.ts';
import { Operation } from '../rest/operation.ts';
import { cursorInvalid, pageCursor } from '../rest/page-cursor.ts';
import { RouteGroup } from '../rest/route-group.ts';
import { auditPageSchema, auditQuery } from './audit-schemas.ts';

/** In the order of commits; what came of one commit, by kind and number. */
const byCommit = pageCursor<AuditPlace>(
  ({ commit, place }) => `${commit}.${place}`,
  new RegExp(`^(\\d{1,15})\\.((?:${AUDIT_KINDS.join('|')}) [0-9a-f-]{1,36})$`),
  (commit, place) => ({ commit: Number(commit), place }),
);

/** What staff looked at and did, for those who look after them. */
@RouteGroup('ops: audit', 'For compliance and auditors: what staff were shown of other people, and what they did.')
@Controller('v1/ops/audit')
export class AuditController {
  readonly #sync: SyncRuntime;
  readonly #ids: KeyedIds;

  constructor(sync: SyncRuntime, ids: KeyedIds) {
    this.#sync = sync;
    this.#ids = ids;
  }

  @Get()
  @RequirePermission('ops:audit:read')
  @Shows({ peopleAt: ['query.subject'] })
  @Operation({
    id: 'listAudit',
    summary: 'List what staff looked at and did, the newest first',
    description:
      'In the order of commits: looks at other people, mutations of staff, and what they did about parked work. People stand in it as ' +
      'pseudonyms; a mutation is looked up by its stream and number. What was done about parked events stands with each of them.',
    answers: { 200: { description: 'A page of the audit', schema: auditPageSchema } },
    problems: [cursorInvalid],
  })
  async list(
    @Query({ schema: auditQuery }) query: z.infer<typeof auditQuery>,
  ): Promise<{ items: readonly AuditLine[]; nextCursor: string | null }> {
    const { subject, cursor, limit, person: given, ...filter } = query;
    const person = subject === undefined ? given : await this.#ids.pseudonym(subject);
    const wanted = Object.fromEntries(Object.entries({ ...filter, person }).filter(([, one]) => one !== undefined));
    const { items, next } = await this.#sync.audit.list({ ...wanted, after: byCommit.read(cursor), rowsMax: limit });
    return { items, nextCursor: byCommit.write(next) };
  }
}
