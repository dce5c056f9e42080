import { PricingStore, proposeTariffArgs, tariffVersionSchema, type TariffRecord } from '#pricing';
import type { Json } from '#sync';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { IdempotencyKey, KeyedWrite } from '../rest/keyed-write.ts';
import { Operation } from '../rest/operation.ts';
import { approveExample, tariffExample } from './pricing-examples.ts';
import { tariffNotFound } from './pricing-problems.ts';
import { approveBody, tariffRecordSchema, tariffsSchema, tariffWrittenSchema } from './pricing-schemas.ts';
import { Writes } from '../rest/writes.service.ts';
import { RouteGroup } from '../rest/route-group.ts';

const versionPath = z.strictObject({ version: tariffVersionSchema.describe('The tariff') });

/** Tariffs, for the people who set them: one proposes, another approves. */
@RouteGroup('ops: tariffs', 'For staff who set tariffs: one proposes, another approves.')
@Controller('v1/ops/tariffs')
export class TariffsController {
  readonly #store: PricingStore;
  readonly #writes: Writes;

  constructor(store: PricingStore, writes: Writes) {
    this.#store = store;
    this.#writes = writes;
  }

  @Get()
  @RequirePermission('ops:tariffs:read')
  @Shows('nobody')
  @Operation({
    id: 'listTariffs',
    summary: 'List tariffs, the last to begin first',
    answers: { 200: { description: 'Tariffs, without their documents', schema: tariffsSchema } },
  })
  async list() {
    return { tariffs: (await this.#store.tariffs()).map(withoutDocument) };
  }

  @Get(':version')
  @RequirePermission('ops:tariffs:read')
  @Shows('nobody')
  @Operation({
    id: 'getTariff',
    summary: 'Look at a tariff',
    description: 'With its document and the hash that an approval names.',
    answers: { 200: { description: 'The tariff', schema: tariffRecordSchema } },
    problems: [tariffNotFound],
  })
  async one(@Param({ schema: versionPath }) { version }: z.infer<typeof versionPath>): Promise<TariffRecord> {
    const record = await this.#store.tariff(version);
    if (record === null) throw tariffNotFound();
    return record;
  }

  @Post()
  @RequirePermission('ops:tariffs:write')
  @Shows('nobody')
  @KeyedWrite()
  @Operation({
    id: 'proposeTariff',
    summary: 'Propose a tariff',
    description: 'It counts for nothing until somebody else approves it. It cannot begin in the past.',
    examples: tariffExample,
    answers: { 201: { description: 'The outcome, and the tariff', schema: tariffWrittenSchema } },
    performs: ['pricing.proposeTariff'],
  })
  async propose(
    @Body({ schema: proposeTariffArgs }) body: z.infer<typeof proposeTariffArgs>,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { outcome } = await this.#writes.perform({
      principal,
      key,
      name: 'pricing.proposeTariff',
      args: body as Json,
    });
    return { outcome, tariff: await this.#summary(body.tariff.version) };
  }

  @Post(':version/approve')
  @HttpCode(200)
  @RequirePermission('ops:tariffs:write')
  @Shows('nobody')
  @KeyedWrite()
  @Operation({
    id: 'approveTariff',
    summary: 'Approve a tariff that somebody else proposed',
    description: 'Names the hash of the document that was looked at. From then on it never changes.',
    examples: approveExample,
    answers: { 200: { description: 'The outcome, and the tariff', schema: tariffWrittenSchema } },
    performs: ['pricing.approveTariff'],
  })
  async approve(
    @Param({ schema: versionPath }) { version }: z.infer<typeof versionPath>,
    @Body({ schema: approveBody }) { documentHash }: z.infer<typeof approveBody>,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
  ) {
    const args = { version, documentHash };
    const { outcome } = await this.#writes.perform({ principal, key, name: 'pricing.approveTariff', args });
    return { outcome, tariff: await this.#summary(version) };
  }

  async #summary(version: string) {
    const record = await this.#store.tariff(version);
    return record === null ? null : withoutDocument(record);
  }
}

function withoutDocument({ document, ...rest }: TariffRecord) {
  return { ...rest, title: document.title };
}
