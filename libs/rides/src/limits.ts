/**
 * Every limit of rides, with its unit. Published in the OpenAPI document.
 */
export const RIDE_LIMITS = {
  /** Degrees of latitude and longitude within which a place may lie: Barbados and the sea around it. */
  latDegreesMin: 13.0,
  latDegreesMax: 13.4,
  lonDegreesMin: -59.7,
  lonDegreesMax: -59.4,
  /** Barbados cents; no ride on the island costs a tenth of it. */
  quotedFareCentsMax: 1_000_000,
  /** Milliseconds that a driver can have waited on one ride. */
  waitingMsMax: 6 * 3_600_000,
  /** How long a driver waits at the pickup before they may say that nobody came, in milliseconds. As of November 2026. */
  noShowGraceMs: 5 * 60_000,
  /** Metres from the pickup within which a driver is there: a phone's error between hills, and a place to stop. */
  pickupNearMeters: 200,
  /** Milliseconds by which a phone's two clocks may differ over one wait. */
  clockDriftMs: 60_000,
  /** Destinations beyond the booked one. */
  stopsMax: 5,
  /** Wrong PINs, after which the rider must make a new one. */
  pinTriesMax: 5,
  /** Hex digits of a PIN's salt: 64 to 256 bits. */
  pinSaltHexDigitsMin: 16,
  pinSaltHexDigitsMax: 64,
  /** How long a driver may think about an offer, when the operator names no other time. */
  offerTimeoutMs: 30_000,
  offerTimeoutMsMin: 1_000,
  offerTimeoutMsMax: 600_000,
  /** Between two looks for offers whose time is over. */
  offerTimeoutPollMs: 1_000,
  /** How long before the time until which it is wanted a ride without a driver is given up, so that its rider can look elsewhere. */
  giveUpLeadMs: 60_000,
  /** The same for a ride that a driver is thinking about. */
  giveUpOfferedLeadMs: 15_000,
  /** How long a ride waits for a driver if its rider named no end, in milliseconds. */
  waitMsMax: 2 * 3_600_000,
  /** How long after it was asked for a car may be wanted, in milliseconds; a later end counts as this one. */
  wantedAheadMsMax: 24 * 3_600_000,
  /** Between two looks for rides to give up, in milliseconds. */
  giveUpPollMs: 5_000,
  /** Rides given up in one look. */
  giveUpsPerPollMax: 200,
  /** Offers closed in one look. */
  expiredOffersPerPollMax: 200,
  /** Before Bimride asks again for what is due and did not take effect; doubled each time, up to the longest. */
  dueAgainMs: 5_000,
  dueAgainMsMax: 3_600_000,
  /** Drivers asked in answer to one event, when others took them meanwhile. */
  offerTriesPerEventMax: 8,
  /** Waiting rides looked at when a driver becomes free. */
  waitingRidesPerEventMax: 50,
  /** Free drivers read for one offer: more than the island has taxis. */
  freeDriversMax: 5_000,
  /** Nearest by straight line, for whom a travel time is asked. */
  travelTimeDriversMax: 20,
  /** Days for which a quote stands, if its page promises as much. */
  quoteStandsDays: 7,
  /** Minutes that may lie between the time a quote is for, or the end of a discount, and the booking. */
  quoteDriftMinutesMax: 60,
  /** Minutes by which a device's clock may be ahead of ours and its quotes still count. */
  clockAheadMinutesMax: 24 * 60,
  /** Characters of a page's version, or of a discount's id. */
  pageIdCharsMax: 60,
  /** The greatest number of a driver's shift, or of a ride's offer: what its column holds. */
  ordinalMax: 2_147_483_647,
  /** Rides in one page of a list, and how many when the caller names no number. */
  pageRidesMax: 200,
  pageRidesDefault: 50,
} as const;
