/**
 * A route for each mutation that people may ask for, made from its definition: `POST /v1/mutations/rides.accept`. So whatever a
 * person may do by push they may do by REST, with the same outcome. Some have a second, hand-made route that is nicer to use.
 */
import { outcomeSchema, PIPELINE_CODES, type MutationDefinition, type ServerModule } from '#sync';
import { Body, Controller, Headers, HttpCode, Post, Res, type Type } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { idempotencyKey } from './idempotency.ts';
import { askersOf, mutationPermission } from './mutation-access.ts';
import { KeyedWrite, openApi } from './open-api.ts';
import { statusOfCode } from './outcome-problem.ts';
import { Writes, type Written } from './writes.service.ts';

/** What asks for one mutation by REST. */
interface AskBody {
  readonly args: object;
  readonly validUntil?: number | undefined;
}

const writtenSchema = z.strictObject({
  outcome: outcomeSchema,
  replayed: z.boolean().describe('It was done before, under this key: this is what was answered then'),
});

/** The controllers of all mutations that people may ask for. */
export function mutationControllers(modules: readonly ServerModule[]): readonly Type[] {
  return modules.flatMap(({ definition, examples }) =>
    definition.mutations
      .filter((mutation) => askersOf(mutation).length > 0)
      .map((mutation) => controllerOf(mutation, examples[mutation.name] ?? {})),
  );
}

function controllerOf(definition: MutationDefinition, example: object): Type {
  const { name, summary, args } = definition;
  const body = z.strictObject({
    args,
    validUntil: z.int().min(0).optional().describe('Milliseconds since 1970 after which you no longer want it'),
  });

  @ApiTags('mutations')
  @ApiBearerAuth()
  @Controller('v1/mutations')
  class MutationController {
    readonly #writes: Writes;

    constructor(writes: Writes) {
      this.#writes = writes;
    }

    @Post(name)
    @HttpCode(200)
    @RequirePermission(mutationPermission(name))
    @KeyedWrite()
    @ApiOperation({ operationId: name, summary, description: codesOf(definition) })
    @ApiBody({ schema: openApi(body), examples: { [name]: { value: { args: example } } } })
    @ApiOkResponse({ schema: openApi(writtenSchema, 'output'), description: 'Applied' })
    @ApiAcceptedResponse({
      schema: openApi(writtenSchema, 'output'),
      description: 'Parked: it is held, and decided later',
    })
    async ask(
      @Body({ schema: body }) { args: given, validUntil }: AskBody,
      @Headers('idempotency-key') header: string | undefined,
      @CurrentPrincipal() principal: Principal,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<Written> {
      const key = idempotencyKey(header);
      const write = { principal, key, name, args: given as never, validUntilMs: validUntil };
      const written = await this.#writes.perform(write);
      if (written.outcome.outcome === 'parked') void reply.status(202);
      return written;
    }
  }
  Object.defineProperty(MutationController, 'name', { value: `MutationController ${name}` });
  return MutationController;
}

/** Every code it may be refused with, with its status. A code of an applied mutation tells of an effect that was not hoped for. */
function codesOf({ codes }: MutationDefinition): string {
  const { discarded: _, ...ofPipeline } = PIPELINE_CODES;
  const lines = Object.entries({ ...codes, ...ofPipeline }).map(
    ([code, text]) => `- \`${code}\` (${statusOfCode(code)}): ${text}`,
  );
  return [
    'The same mutation as by push, with the same outcome. What a rule refuses is a problem under the rule’s code, with the outcome beside it:',
    '',
    ...lines,
  ].join('\n');
}
