import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { z } from 'zod';

/** A schema as OpenAPI writes it. `output`: as an answer has it, after defaults. */
export const openApi = (schema: z.ZodType, io: 'input' | 'output' = 'input'): object =>
  z.toJSONSchema(schema, { target: 'openapi-3.0', io });

/** Says that a route asks for an `Idempotency-Key`. */
export const KeyedWrite = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'Names this write among yours. Ask again with the same key and body and nothing is done twice.',
    }),
  );
