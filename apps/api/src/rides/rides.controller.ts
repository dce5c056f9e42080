import { LEGAL_MOVES, RIDE_STATUSES, isTerminal, rideForDriver, rideForRider, RidesStore, type OpsRide } from '#rides';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Public, RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { IdempotencyKey, KeyedWrite } from '../rest/keyed-write.ts';
import { Operation } from '../rest/operation.ts';
import { cursorInvalid } from '../rest/page-cursor.ts';
import {
  bookBody,
  cancelBody,
  filterOf,
  ownRidesQuery,
  peopleOfRide,
  ridePath,
  rideMovesSchema,
  rideSchema,
  ridesPageSchema,
  writtenSchema,
  type BookBody,
} from './ride-schemas.ts';
import { RideWrites, withoutPin, type RideWritten } from './ride-writes.service.ts';
import { ridesCursor } from './rides-cursor.ts';
import { bookExample, cancelExample } from './rides-examples.ts';
import { rideNotFound } from './rides-problems.ts';
import { RouteGroup } from '../rest/route-group.ts';

/** To a dispatcher it is somebody else’s, as it is now, also when the write is repeated. */
const OWN_OR_LOOKED_AT = { peopleAt: peopleOfRide('answer.ride'), orOwn: true } as const;

const WRITTEN = { schema: writtenSchema, description: 'The outcome, and the ride as you see it' };
const REPEATED = { ...WRITTEN, description: 'It was done before, under this key' };
const PARKED = { ...WRITTEN, description: 'Parked: it is held, and decided later' };

/** Rides for web clients, and for phone dispatchers: the same rules and the same order as for everybody. */
@RouteGroup('rides', 'Book, look at and cancel rides.')
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
  @Operation({
    id: 'getRideMoves',
    summary: 'The table of legal moves',
    description: 'Which status may follow which, and who makes it so.',
    answers: { 200: { description: 'Every status and every move', schema: rideMovesSchema } },
  })
  moves() {
    return { statuses: RIDE_STATUSES.map((status) => ({ status, terminal: isTerminal(status) })), moves: LEGAL_MOVES };
  }

  @Post()
  @RequirePermission('rides:book')
  @Shows(OWN_OR_LOOKED_AT)
  @KeyedWrite()
  @Operation({
    id: 'bookRide',
    summary: 'Book a ride',
    description:
      'With what `POST /v1/quotes` answered, the fare stands: `fareCents` as `quotedFareCents`, `atMs` as `quotedForMs`, and `tariffVersion`, ' +
      '`mapVersion`, `vehicleClass` and `discountId` as they are. A dispatcher says for which rider, and of one whom nobody ' +
      'booked for before (`rider_unknown`) that they are new: `newRider`.',
    examples: bookExample,
    answers: { 201: { ...WRITTEN, headers: ['Location'] }, 200: { ...REPEATED, headers: ['Location'] }, 202: PARKED },
    performs: ['rides.book'],
  })
  async book(
    @Body({ schema: bookBody }) body: BookBody,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RideWritten> {
    const args = await this.#writes.bookingArgs(body, { subject: principal.subject, key });
    const written = await this.#writes.write({
      principal,
      key,
      name: 'rides.book',
      args,
      validUntilMs: body.validUntil,
    });
    void reply.header('Location', `/v1/rides/${args.rideId}`);
    return answer(written, reply, 201);
  }

  @Post(':rideId/cancel')
  @HttpCode(200)
  @RequirePermission('rides:cancel')
  @Shows(OWN_OR_LOOKED_AT)
  @KeyedWrite()
  @Operation({
    id: 'cancelRide',
    summary: 'Cancel a ride',
    description: 'One’s own before it has started; a dispatcher any that is not over.',
    bodyIsOptional: true,
    examples: cancelExample,
    answers: { 200: WRITTEN, 202: PARKED },
    performs: ['rides.cancel'],
  })
  async cancel(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @Body({ schema: cancelBody }) body: z.infer<typeof cancelBody>,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RideWritten> {
    const args = { rideId, ...(body?.reason === undefined ? {} : { reason: body.reason }) };
    return answer(await this.#writes.write({ principal, key, name: 'rides.cancel', args }), reply, 200);
  }

  @Get()
  @RequirePermission('rides:read-own')
  @Shows('caller')
  @Operation({
    id: 'listRides',
    summary: 'List your rides, the newest first',
    answers: { 200: { description: 'A page of rides', schema: ridesPageSchema } },
    problems: [cursorInvalid],
  })
  async list(
    @Query({ schema: ownRidesQuery }) query: z.infer<typeof ownRidesQuery>,
    @CurrentPrincipal() { subject, roles }: Principal,
  ) {
    const as = query.as ?? (roles.includes('rider') ? 'rider' : 'driver');
    if (!roles.includes(as)) return { rides: [], nextCursor: null };
    const own = as === 'rider' ? { riderId: subject } : { driverId: subject };
    const { cursor, limit } = query;
    const page = await this.#store.ridesWhere(
      { ...filterOf(query), ...own },
      { after: ridesCursor.read(cursor), limit },
    );
    const seen = as === 'rider' ? rideForRider : rideForDriver;
    return { rides: page.rides.map((ride) => withoutPin(seen(ride))), nextCursor: ridesCursor.write(page.next) };
  }

  @Get(':rideId')
  @RequirePermission('rides:read-own')
  @Shows('caller')
  @Operation({
    id: 'getRide',
    summary: 'Look at one of your rides',
    description: 'Somebody else’s is not found, like one that is not there.',
    answers: { 200: { description: 'The ride as you see it', schema: rideSchema } },
    problems: [rideNotFound],
  })
  one(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<OpsRide> {
    return this.#writes.ownRide(rideId, principal);
  }
}

// Parked is neither done nor refused: it is held, and will be decided.
function answer(written: RideWritten, reply: FastifyReply, status: number): RideWritten {
  void reply.status(written.outcome.outcome === 'parked' ? 202 : written.replayed ? 200 : status);
  return written;
}
