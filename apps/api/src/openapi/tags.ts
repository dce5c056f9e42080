/** The groups of routes, in the order in which the API document shows them. */
export const TAGS = {
  rides: 'Book, look at and cancel rides.',
  fares: 'Quotes before a ride, fares and receipts after it.',
  places: 'Places and parishes of Barbados.',
  routes: 'Ways, times and reach by road.',
  book: 'The offline book: signed pages of tariff and map that phones check without a network.',
  mutations:
    'Whatever a person may do, by REST: one route for each mutation, made from its definition. Phones send the same by push.',
  sync: 'For phones that are often out of contact: push what was done, pull what is new, hear when there is something to pull.',
  devices: 'How long a device may act without contact, and what to do when it is lost.',
  sms: 'For the gateway of a telephone company.',
  'ops: rides': 'For staff: all rides.',
  'ops: fares': 'For staff: fares, looked at, run again, given back.',
  'ops: tariffs': 'For staff who set tariffs: one proposes, another approves.',
  'ops: roads': 'For staff: closures and zones. Nothing is ever dated back.',
  'ops: devices': 'For staff: the devices of a person.',
  'ops: parked work': 'For staff: mutations that could not be decided, and the ledger of all mutations.',
  'ops: parked events': 'For staff: events that could not be handled.',
  status: 'How far the pipeline has come.',
  health: 'For load balancers and orchestrators.',
} as const;
