import { HandleEvent, type DeliveredEvent } from '#sync';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { z } from 'zod';
import {
  driverWentOnline,
  offerDeclined,
  offerExpired,
  rideCancelled,
  rideEnded,
  rideGivenUp,
  rideRequested,
} from './contracts.ts';
import { Dispatch, type Cause } from './dispatch.service.ts';

const GROUP = { group: 'rides.dispatch', from: 'beginning' } as const;

type Told<D extends { readonly schema: z.ZodType }> = DeliveredEvent<z.infer<D['schema']>>;

/** When to look for a driver: a ride begins to wait, or a driver becomes free. */
@Controller()
export class RideEventHandlers {
  readonly #dispatch: Dispatch;

  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch;
  }

  @HandleEvent(rideRequested, GROUP)
  async onRequested(@Payload() event: Told<typeof rideRequested>): Promise<void> {
    await this.#dispatch.offerRide(event.payload.rideId, causeOf(event));
  }

  @HandleEvent(offerDeclined, GROUP)
  async onDeclined(@Payload() event: Told<typeof offerDeclined>): Promise<void> {
    await this.#offerAgain(event);
  }

  @HandleEvent(offerExpired, GROUP)
  async onExpired(@Payload() event: Told<typeof offerExpired>): Promise<void> {
    await this.#offerAgain(event);
  }

  @HandleEvent(driverWentOnline, GROUP)
  async onOnline(@Payload() event: Told<typeof driverWentOnline>): Promise<void> {
    await this.#dispatch.offerWaitingRides({ eventId: event.eventId, returnedDriverId: event.payload.driverId });
  }

  @HandleEvent(rideEnded, GROUP)
  async onEnded(@Payload() event: Told<typeof rideEnded>): Promise<void> {
    await this.#dispatch.offerWaitingRides(causeOf(event));
  }

  @HandleEvent(rideCancelled, GROUP)
  async onCancelled(@Payload() event: Told<typeof rideCancelled>): Promise<void> {
    if (event.payload.driverId !== null) await this.#dispatch.offerWaitingRides(causeOf(event));
  }

  @HandleEvent(rideGivenUp, GROUP)
  async onGivenUp(@Payload() event: Told<typeof rideGivenUp>): Promise<void> {
    if (event.payload.driverId !== null) await this.#dispatch.offerWaitingRides(causeOf(event));
  }

  /** The ride to somebody else, and to its driver perhaps another ride. */
  async #offerAgain(event: Told<typeof offerExpired>): Promise<void> {
    await this.#dispatch.offerRide(event.payload.rideId, causeOf(event));
    await this.#dispatch.offerWaitingRides(causeOf(event));
  }
}

function causeOf(event: DeliveredEvent<unknown>): Cause {
  return { eventId: event.eventId, returnedDriverId: null };
}
