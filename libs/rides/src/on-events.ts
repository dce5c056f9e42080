import { HandleEvent, type DeliveredEvent, type EventOf } from '#sync';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
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

/** When to look for a driver: a ride begins to wait, or a driver becomes free. */
@Controller()
export class RideEventHandlers {
  readonly #dispatch: Dispatch;

  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch;
  }

  @HandleEvent(rideRequested, GROUP)
  async onRequested(@Payload() event: EventOf<typeof rideRequested>): Promise<void> {
    await this.#dispatch.offerRide(event.payload.rideId, causeOf(event));
  }

  @HandleEvent(offerDeclined, GROUP)
  async onDeclined(@Payload() event: EventOf<typeof offerDeclined>): Promise<void> {
    await this.#offerAgain(event);
  }

  @HandleEvent(offerExpired, GROUP)
  async onExpired(@Payload() event: EventOf<typeof offerExpired>): Promise<void> {
    await this.#offerAgain(event);
  }

  @HandleEvent(driverWentOnline, GROUP)
  async onOnline(@Payload() event: EventOf<typeof driverWentOnline>): Promise<void> {
    await this.#dispatch.offerWaitingRides({ eventId: event.eventId, returnedDriverId: event.payload.driverId });
  }

  @HandleEvent(rideEnded, GROUP)
  async onEnded(@Payload() event: EventOf<typeof rideEnded>): Promise<void> {
    await this.#dispatch.offerWaitingRides(causeOf(event));
  }

  @HandleEvent(rideCancelled, GROUP)
  async onCancelled(@Payload() event: EventOf<typeof rideCancelled>): Promise<void> {
    if (event.payload.driverId !== null) await this.#dispatch.offerWaitingRides(causeOf(event));
  }

  @HandleEvent(rideGivenUp, GROUP)
  async onGivenUp(@Payload() event: EventOf<typeof rideGivenUp>): Promise<void> {
    if (event.payload.driverId !== null) await this.#dispatch.offerWaitingRides(causeOf(event));
  }

  /** The ride to somebody else, and to its driver perhaps another ride. */
  async #offerAgain(event: EventOf<typeof offerExpired>): Promise<void> {
    await this.#dispatch.offerRide(event.payload.rideId, causeOf(event));
    await this.#dispatch.offerWaitingRides(causeOf(event));
  }
}

function causeOf(event: DeliveredEvent<unknown>): Cause {
  return { eventId: event.eventId, returnedDriverId: null };
}
