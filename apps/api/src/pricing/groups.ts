import { RouteGroup } from '../rest/route-group.ts';

/** Routes that stand in more than one controller. */
export const OPS_FARES = RouteGroup('ops: fares', 'For staff: fares, looked at, run again, given back.');
export const FARES = RouteGroup('fares', 'Quotes before a ride, fares and receipts after it.');
