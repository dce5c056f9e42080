import { randomUUID } from 'node:crypto';
import { Pipeline, SyncRuntime, SYSTEM_ACTOR } from '#sync';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { problemKind } from '../http/problem-kind.ts';
import { Operation } from '../rest/operation.ts';
import { RouteGroup } from '../rest/route-group.ts';
import { orTryAgain, TRY_AGAIN_PROBLEMS } from './sync-problems.ts';
import { askedSchema, jobPath, jobsSchema, runBody, runExamples } from './job-schemas.ts';

const jobNotFound = problemKind({ status: 404, code: 'job_not_found', title: 'There is no such job' });
const jobUnderWay = problemKind({ status: 409, code: 'job_under_way', title: 'A run of this job is not over yet' });

/** Scheduled work, for staff. */
@RouteGroup('ops: jobs', 'For staff: what is done at certain times.')
@Controller('v1/ops/jobs')
export class JobsController {
  readonly #sync: SyncRuntime;
  readonly #pipeline: Pipeline;

  constructor(sync: SyncRuntime, pipeline: Pipeline) {
    this.#sync = sync;
    this.#pipeline = pipeline;
  }

  @Get()
  @RequirePermission('ops:jobs:read')
  @Shows('nobody')
  @Operation({
    id: 'listJobs',
    summary: 'List what is done at certain times: when next, and how it went',
    answers: { 200: { description: 'Every job', schema: jobsSchema } },
  })
  async list(): Promise<z.infer<typeof jobsSchema>> {
    const { jobs } = this.#sync;
    const [processes, items] = await Promise.all([jobs.processes(), jobs.list()]);
    return { processes, jobs: items.map(({ definition, ...runs }) => ({ ...definition, ...runs })) };
  }

  @Post(':name/runs')
  @HttpCode(202)
  @RequirePermission('ops:jobs:run')
  @Shows('nobody')
  @Operation({
    id: 'runJob',
    summary: 'Have a job done now',
    description:
      'By a process that does jobs, within seconds. How it goes is in the list of jobs. Who asked is written down first, in the ledger.',
    examples: runExamples,
    answers: { 202: { description: 'It will be done', schema: askedSchema } },
    problems: [jobNotFound, jobUnderWay, ...TRY_AGAIN_PROBLEMS],
  })
  async run(
    @Param({ schema: jobPath }) { name }: z.infer<typeof jobPath>,
    @Body({ schema: runBody }) { dryRun }: z.infer<typeof runBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<z.infer<typeof askedSchema>> {
    const { jobs, registry } = this.#sync;
    if (!registry.jobs.has(name)) throw jobNotFound();
    await this.#recordAsk(principal, { job: name, dryRun });
    const runId = await jobs.ask(name, { dryRun, cause: 'staff' });
    if (runId === null) throw jobUnderWay();
    return { runId };
  }

  /** A run that nobody can be named for is not asked for. */
  async #recordAsk({ subject: by, roles }: Principal, asked: { job: string; dryRun: boolean }): Promise<void> {
    const askId = randomUUID();
    const args = { askId, by, roles: [...roles], ...asked };
    const request = { actor: SYSTEM_ACTOR, key: askId, name: 'sync.recordJobAsk', args };
    const written = await orTryAgain(() => this.#pipeline.perform(request));
    if ('error' in written || written.outcome.outcome !== 'applied')
      throw new Error('who asks for a job could not be written down');
  }
}
