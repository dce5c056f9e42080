import { RouteGroup } from '../rest/route-group.ts';

/** Routes that stand in more than one controller. */
export const OPS_RIDES = RouteGroup('ops: rides', 'For staff: all rides.');
