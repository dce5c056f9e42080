import { PricingStore, proposeTariffArgs, tariffVersionSchema, type TariffRecord } from '#pricing';
import type { Json } from '#sync';
import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { idempotencyKey } from '../rest/idempotency.ts';
import { approveExample, tariffExample } from './pricing-examples.ts';
import { tariffNotFoundProblem } from './pricing-problems.ts';
import { KeyedWrite, openApi } from '../rest/open-api.ts';
import { approveBody, tariffRecordSchema, tariffsSchema, tariffWrittenSchema } from './pricing-schemas.ts';
import { Writes } from '../rest/writes.service.ts';

const versionPath = z.strictObject({ version: tariffVersionSchema });
/** Tariffs, for the people who set them: one proposes, another approves. */
@ApiTags('ops')
@ApiBearerAuth()
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
  @ApiOperation({ summary: 'List tariffs, the last to begin first' })
  @ApiOkResponse({ schema: openApi(tariffsSchema) })
  async list() {
    return { tariffs: (await this.#store.tariffs()).map(withoutDocument) };
  }

  @Get(':version')
  @RequirePermission('ops:tariffs:read')
  @ApiOperation({ summary: 'Look at a tariff', description: 'With its document and the hash that an approval names.' })
  @ApiOkResponse({ schema: openApi(tariffRecordSchema) })
  async one(@Param({ schema: versionPath }) { version }: z.infer<typeof versionPath>): Promise<TariffRecord> {
    const record = await this.#store.tariff(version);
    if (record === null) throw tariffNotFoundProblem();
    return record;
  }

  @Post()
  @RequirePermission('ops:tariffs:write')
  @ApiOperation({
    summary: 'Propose a tariff',
    description: 'It counts for nothing until somebody else approves it. It cannot begin in the past.',
  })
  @KeyedWrite()
  @ApiBody({ schema: openApi(proposeTariffArgs), examples: tariffExample })
  @ApiCreatedResponse({ schema: openApi(tariffWrittenSchema) })
  async propose(
    @Body({ schema: proposeTariffArgs }) body: z.infer<typeof proposeTariffArgs>,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ) {
    const key = idempotencyKey(header);
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
  @ApiOperation({
    summary: 'Approve a tariff that somebody else proposed',
    description: 'Names the hash of the document that was looked at. From then on it never changes.',
  })
  @KeyedWrite()
  @ApiBody({ schema: openApi(approveBody), examples: approveExample })
  @ApiOkResponse({ schema: openApi(tariffWrittenSchema) })
  async approve(
    @Param({ schema: versionPath }) { version }: z.infer<typeof versionPath>,
    @Body({ schema: approveBody }) { documentHash }: z.infer<typeof approveBody>,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ) {
    const key = idempotencyKey(header);
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
