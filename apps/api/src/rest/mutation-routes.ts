/**
 * A route for each mutation that people may ask for, made from its definition: `POST /v1/mutations/rides.accept`. So whatever a
 * person may do by push they may do by REST, with the same outcome. Some have a second, hand-made route that is nicer to use.
 */
import type { MutationDefinition, ServerModule } from '#sync';
import { Body, Controller, HttpCode, Post, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { askersOf, mutationPermission } from './mutation-access.ts';
import { namedOutcomeSchema, replayedSchema } from '../openapi/common-schemas.ts';
import { IdempotencyKey, KeyedWrite } from './keyed-write.ts';
import { Operation } from './operation.ts';
import { Writes, type Written } from './writes.service.ts';
import { RouteGroup } from './route-group.ts';

/** What asks for one mutation by REST. */
interface AskBody {
  readonly args: object;
  readonly validUntil?: number | undefined;
}

const writtenSchema = z
  .object({ outcome: namedOutcomeSchema, replayed: replayedSchema })
  .meta({ id: 'MutationWritten' });

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

  @RouteGroup(
    'mutations',
    'Whatever a person may do, by REST: one route for each mutation, made from its definition. Phones send the same by push.',
  )
  @Controller('v1/mutations')
  class MutationController {
    readonly #writes: Writes;

    constructor(writes: Writes) {
      this.#writes = writes;
    }

    @Post(name)
    @HttpCode(200)
    @RequirePermission(mutationPermission(name))
    @Shows('caller')
    @KeyedWrite()
    @Operation({
      id: name.replaceAll(/\.(\w)/g, (_, letter: string) => letter.toUpperCase()),
      summary,
      description:
        'The same mutation as by push, with the same outcome. What a rule refuses is a problem under the rule’s code, with the outcome beside it; ' +
        'so is what was applied and has not done what was asked for.',
      examples: { [name]: { value: { args: example } } },
      answers: {
        200: { description: 'Applied', schema: writtenSchema },
        202: { description: 'Parked: it is held, and decided later', schema: writtenSchema },
      },
      performs: [name],
    })
    async ask(
      @Body({ schema: body }) { args: given, validUntil }: AskBody,
      @IdempotencyKey() key: string,
      @CurrentPrincipal() principal: Principal,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<Written> {
      const write = { principal, key, name, args: given as never, validUntilMs: validUntil };
      const written = await this.#writes.perform(write);
      if (written.outcome.outcome === 'parked') void reply.status(202);
      return written;
    }
  }
  Object.defineProperty(MutationController, 'name', { value: `MutationController ${name}` });
  return MutationController;
}
