import { RouteGroup } from '../rest/route-group.ts';

/** Routes that stand in more than one controller. */
export const FARES = RouteGroup('fares', 'Quotes before a ride, fares and receipts after it.');
