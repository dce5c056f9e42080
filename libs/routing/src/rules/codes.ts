import { codeTextsOf } from '#sync/client';

/** Every code a mutation of routing may answer with, and what it says to a person. */
export const ROUTING_REFUSALS = {
  dated_back: 'What is in force already cannot be changed backwards: choose a time from now on.',
  dated_too_far: 'The time is too far ahead.',
  ends_before_it_begins: 'It would end before it begins.',
  edge_unknown: 'There is no such stretch of road.',
  closure_exists: 'There is a closure with this id already.',
  closure_unknown: 'There is no closure with this id.',
  closure_lifted: 'The closure has been lifted already.',
  map_full: 'The map has no room for more: end zones or lift closures first.',
  no_pickup_zones_full: 'There are too many zones without pickups: end some of them first.',
  zone_in_force: 'The zone is in force already: end it and set another one.',
  zone_unknown: 'There is no zone with this id.',
  zone_ended: 'The zone has ended already.',
} as const;
/** The texts of some codes, for a mutation's declaration. */
export const codeTexts = codeTextsOf(ROUTING_REFUSALS);
