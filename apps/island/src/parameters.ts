import { CLIENT_LIMITS } from '#client';
import type { Parameter } from './kpi/run.ts';
import { DUPLICATE_SHARE, HALF_OPEN_SHARES, HALF_OPEN_WEIGHTS } from './link/link-faults.ts';
import { LINK } from './link/link-model.ts';
import type { IslandOptions } from './options.ts';
import { DRIVING } from './people/driver.ts';
import { PHONE_FAULTS } from './people/phone-faults.ts';
import { HANDLERS_MS } from './server/housekeeping.ts';
import { COVERAGE_PROFILES, LONG_OUTAGES } from './world/coverage-profile.ts';
import { DEMAND } from './world/demand.ts';
import { SPEEDS } from './world/travel.ts';

const MS_PER_MINUTE = 60_000;
const CENSUS = 'census of 2010, blended with assumed weights for visitors';

/** What the numbers of a run depend on, for its report. */
export function parametersOf(options: IslandOptions): readonly Parameter[] {
  const { drivers, hours, riders } = options;
  return [
    of('riders, drivers, hours', `${riders}, ${drivers}, ${hours}`, 'chosen'),
    of('where trips begin', 'parish by people', CENSUS),
    ...demand(options),
    ...coverage(options),
    ...link(options),
    ...phones(),
  ];
}

const of = (name: string, value: string | number, source = 'assumed'): Parameter => ({
  name,
  value: String(value),
  source,
});
const percent = (share: number): string => `${share * 100} %`;

function demand({ patienceMinutes }: IslandOptions): readonly Parameter[] {
  const { patienceMsMin, patienceMsMax } = DEMAND;
  return [
    of(
      'bookings placed inside an outage of the rider’s place',
      `${percent(DEMAND.offlineShare)}, longer outages catch more`,
      'chosen: what is measured is rare on most of the island',
    ),
    patienceMinutes === null
      ? of(
          'a rider waits for a car',
          `${patienceMsMin / MS_PER_MINUTE} to ${patienceMsMax / MS_PER_MINUTE} min`,
          'assumed; booking success follows from it more than from anything else: an outage longer than the wait is a failure, whatever the software does (try --patience)',
        )
      : of('a rider waits for a car', `${patienceMinutes} min`, 'chosen'),
    of(
      'riders who cancel, drivers who decline, riders who do not come',
      [DEMAND.cancelShare, DRIVING.declineShare, DEMAND.noShowShare].map(percent).join(', '),
    ),
    of('rides paid in cash', percent(DEMAND.cashShare)),
    of(
      'speed on trunk and primary roads, on others, at the peaks',
      `${SPEEDS.mainKmPerHour} km/h, ${SPEEDS.smallKmPerHour} km/h, times ${SPEEDS.peakFactor}`,
    ),
  ];
}

function coverage({ vehicleOffSeconds }: IslandOptions): readonly Parameter[] {
  const profiles = Object.entries(COVERAGE_PROFILES).map(([name, { availability, meanOffMs }]) =>
    of(
      `coverage: ${name}`,
      `${percent(availability)}, common outages ${(name === 'vehicle' && vehicleOffSeconds) || meanOffMs / 1_000} s on average`,
      name === 'vehicle' ? 'Balasubramanian et al., MobiSys 2010; the length is assumed' : 'assumed',
    ),
  );
  const { share, shape, min, cap } = LONG_OUTAGES;
  const long = `${percent(share)} of outages: Pareto ${shape}, ${min / 1_000} s to ${cap / MS_PER_MINUTE} min`;
  return [...profiles, of('long outages', long)];
}

function link({ halfOpenPercent }: IslandOptions): readonly Parameter[] {
  const shares = HALF_OPEN_SHARES.map(
    (share, index) => `${percent(share)} on ${percent(HALF_OPEN_WEIGHTS[index] ?? 0)} of phones`,
  );
  return [
    of('link', `${LINK.rttMs} ms round trip, ${LINK.uplinkKbitPerSecond} kbit/s up`, 'the terms of the gate'),
    of('link, down', `${LINK.downlinkKbitPerSecond} kbit/s`),
    halfOpenPercent === null
      ? of('exchanges that die half-way although there is coverage', shares.join(', '))
      : of('exchanges that die half-way although there is coverage', `${halfOpenPercent} % on all phones`, 'chosen'),
    of('requests delivered twice', percent(DUPLICATE_SHARE)),
    of(
      'time for the answer to a push, to a pull, and for dispatch',
      `${LINK.serverMs} ms, ${LINK.pullServerMs} ms, ${HANDLERS_MS} ms`,
      'chosen',
    ),
  ];
}

function phones(): readonly Parameter[] {
  return [
    of(
      'clocks',
      `off by ${PHONE_FAULTS.skewSigmaMs / 1_000} s (sigma); ${percent(PHONE_FAULTS.skewByHoursShare)} by hours; ${percent(PHONE_FAULTS.setBackShare)} set back by hand`,
    ),
    of(
      'rides in which a phone goes off',
      percent(PHONE_FAULTS.rebootPerRideShare),
      'ten times what is assumed of real phones (0.1 %), for a day to have some',
    ),
    of('people with two phones', percent(PHONE_FAULTS.secondPhoneShare)),
    of(
      'phones that name an older version of their mutations',
      percent(PHONE_FAULTS.oldAppShare),
      'assumed; no form has changed yet, so they send what others send',
    ),
    of('phones without room from opening the app until the booking', percent(PHONE_FAULTS.storageFullShare)),
    of('phones whose token runs out unnoticed before each trip', percent(PHONE_FAULTS.tokenExpiresShare)),
    of('a mutation waits at most', `${CLIENT_LIMITS.offlineAgeDaysMax} days`, 'limit of the product'),
  ];
}
