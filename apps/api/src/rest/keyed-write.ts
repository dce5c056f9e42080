import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { idempotencyKey, IDEMPOTENCY_KEY_CHARS_MAX, IDEMPOTENCY_KEY_PATTERN } from './idempotency.ts';

const HEADER = 'idempotency-key';

/** Where the API document finds that a route is a write under a key. */
export const KEYED = 'x-keyed';

/** Looks at the key before anything else of the request is looked at: without one nothing else matters. */
@Injectable()
class IdempotencyKeyGuard implements CanActivate {
  /** @throws Problem when there is no key, or none that can be one */
  canActivate(context: ExecutionContext): boolean {
    keyOf(context);
    return true;
  }
}

/** Parameter decorator: the key of a write, on a route with `@KeyedWrite()`. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext): string =>
  keyOf(context),
);

function keyOf(context: ExecutionContext): string {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers[HEADER];
  return idempotencyKey(typeof header === 'string' ? header : undefined);
}

/** Says that a route is a write that asks for an `Idempotency-Key`. */
export const KeyedWrite = (): MethodDecorator =>
  applyDecorators(
    UseGuards(IdempotencyKeyGuard),
    ApiExtension(KEYED, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description:
        'Names this write among yours: make up a new one for each thing you want done. Ask again with the same key and body and nothing is done ' +
        'twice: you get the answer of the first time, a refusal by a rule included. To try again after a refusal takes a new key.',
      // Without an example: tools fill it in and send it, and the second write under it is refused, or is the first one again.
      schema: { type: 'string', minLength: 1, maxLength: IDEMPOTENCY_KEY_CHARS_MAX, pattern: IDEMPOTENCY_KEY_PATTERN },
    }),
  );
