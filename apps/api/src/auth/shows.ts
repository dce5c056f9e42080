import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { routeConfig, type ShownData } from './access.ts';

/** Characters of a reason that staff give for a look. */
export const READ_REASON_CHARS_MAX = 300;
export const READ_REASON_HEADER = 'read-reason';

/** Says whose data the answer shows. Every route does; without the word the application does not start. */
export function Shows(shows: ShownData): MethodDecorator {
  const asks = typeof shows === 'object' && shows.reason === 'required';
  return applyDecorators(routeConfig({ shows }), ...(asks ? [ReasonHeader()] : []));
}

function ReasonHeader(): MethodDecorator {
  return ApiHeader({
    name: 'Read-Reason',
    required: true,
    description: 'Why you look: written down with who looked, and at whom',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: READ_REASON_CHARS_MAX,
      pattern: String.raw`^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$`,
    },
    example: 'Ticket 112: the caller asks for a receipt',
  });
}
