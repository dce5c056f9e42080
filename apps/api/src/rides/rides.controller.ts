import { LEGAL_MOVES, RIDE_STATUSES, isTerminal, rideForDriver, rideForRider, RidesStore, type Ride } from '#rides';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Public, RequirePermission } from '../auth/access.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { idempotencyKey } from '../rest/idempotency.ts';
import { KeyedWrite, openApi } from '../rest/open-api.ts';
import {
  bookBody,
  cancelBody,
  ownRidesQuery,
  ridePath,
  rideSchema,
  ridesPageSchema,
  writtenSchema,
  type BookBody,
} from './ride-schemas.ts';
import { bookingArgs, RideWrites, type RideWritten } from './ride-writes.service.ts';
import { readCursor, writeCursor } from './rides-cursor.ts';
import { bookExample, cancelExample } from './rides-examples.ts';

const WRITTEN = { schema: openApi(writtenSchema), description: 'The outcome, and the ride as you see it' };
const REPEATED = { ...WRITTEN, description: 'It was done before, under this key' };

/** Rides for web clients, and for phone dispatchers: the same rules and the same order as for everybody. */
@ApiTags('rides')
@Controller('v1/rides')
export class RidesController {
  readonly #writes: RideWrites;
  readonly #store: RidesStore;

  constructor(writes: RideWrites, store: RidesStore) {
    this.#writes = writes;
    this.#store = store;
  }

  @Get('moves')
  @Public()
  @ApiOperation({
    summary: 'The table of legal moves',
    description: 'Which status may follow which, and who makes it so.',
  })
  moves() {
    return { statuses: RIDE_STATUSES.map((status) => ({ status, terminal: isTerminal(status) })), moves: LEGAL_MOVES };
  }

  @Post()
  @ApiBearerAuth()
  @RequirePermission('rides:book')
  @ApiOperation({ summary: 'Book a ride', description: 'A dispatcher says for which rider.' })
  @KeyedWrite()
  @ApiBody({ schema: openApi(bookBody), examples: bookExample })
  @ApiCreatedResponse(WRITTEN)
  @ApiOkResponse(REPEATED)
  async book(
    @Body({ schema: bookBody }) body: BookBody,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const key = idempotencyKey(header);
    const args = bookingArgs(body, { subject: principal.subject, key });
    const written = await this.#writes.write({ principal, key, name: 'rides.book', args });
    void reply.header('Location', `/v1/rides/${args.rideId}`);
    return answer(written, reply, 201);
  }

  @Post(':rideId/cancel')
  @HttpCode(200)
  @ApiBearerAuth()
  @RequirePermission('rides:cancel')
  @ApiOperation({
    summary: 'Cancel a ride',
    description: 'One’s own before it has started; a dispatcher any that is not over.',
  })
  @KeyedWrite()
  @ApiBody({ schema: openApi(cancelBody), examples: cancelExample, required: false })
  @ApiOkResponse(WRITTEN)
  async cancel(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @Body({ schema: cancelBody }) body: z.infer<typeof cancelBody>,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const key = idempotencyKey(header);
    const args = { rideId, ...(body?.reason === undefined ? {} : { reason: body.reason }) };
    return answer(await this.#writes.write({ principal, key, name: 'rides.cancel', args }), reply, 200);
  }

  @Get()
  @ApiBearerAuth()
  @RequirePermission('rides:read-own')
  @ApiOperation({ summary: 'List your rides, the newest first' })
  @ApiOkResponse({ schema: openApi(ridesPageSchema) })
  async list(
    @Query({ schema: ownRidesQuery }) query: z.infer<typeof ownRidesQuery>,
    @CurrentPrincipal() { subject, roles }: Principal,
  ) {
    const as = query.as ?? (roles.includes('rider') ? 'rider' : 'driver');
    if (!roles.includes(as)) return { rides: [], nextCursor: null };
    const page = await this.#store.ridesOf({ subject, as }, { after: readCursor(query.cursor), limit: query.limit });
    const seen = as === 'rider' ? rideForRider : rideForDriver;
    return { rides: page.rides.map(seen), nextCursor: writeCursor(page.next) };
  }

  @Get(':rideId')
  @ApiBearerAuth()
  @RequirePermission('rides:read-own')
  @ApiOperation({
    summary: 'Look at one of your rides',
    description: 'Somebody else’s is not found, like one that is not there.',
  })
  @ApiOkResponse({ schema: openApi(rideSchema) })
  one(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Ride> {
    return this.#writes.ownRide(rideId, principal);
  }
}

interface Answer {
  readonly outcome: RideWritten['outcome'];
  readonly ride: RideWritten['ride'];
}

// Parked is neither done nor refused: it is held, and will be decided.
function answer({ outcome, replayed, ride }: RideWritten, reply: FastifyReply, status: number): Answer {
  void reply.status(outcome.outcome === 'parked' ? 202 : replayed ? 200 : status);
  return { outcome, ride };
}
