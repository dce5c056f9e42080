/** Every limit of routing, with its unit. Published in the OpenAPI document. */
export const ROUTING_LIMITS = {
  /** The island, in degrees, and a stretch of sea around it: beyond this box a point is not in Barbados. */
  latDegreesMin: 12.98,
  latDegreesMax: 13.4,
  lonDegreesMin: -59.72,
  lonDegreesMax: -59.35,
  /** Metres below which a trip has no length. */
  tripMetersMin: 10,
  /** Metres of crow flight up to which a trip may be a short way within a neighbourhood, off the main roads. */
  neighbourhoodMetersMax: 1_500,
  /** Main roads that a point may be reached from. */
  snapEdgesMax: 3,
  /** Metres by which another main road may be farther off than the nearest: no way leads cross-country for long. */
  snapFartherMetersMax: 500,
  /** Points of one route, start and end included. */
  waypointsMax: 10,
  /** Cells of one matrix. */
  matrixPairsMax: 10_000,
  /** Points of one GPS trail. */
  trailPointsMax: 10_000,
  /** Stretches that a trail may fall into at its gaps. */
  trailStretchesMax: 50,
  /** Minutes of the widest isochrone. */
  isochroneMinutesMax: 60,
  /** Characters of a search for places: a pasted address. */
  searchCharsMax: 160,
  /** Places in one answer. */
  placesPerAnswerMax: 20,
  /** Closures or zones in one answer. */
  rowsPerAnswerMax: 500,
  /** Corners of one zone. */
  zoneCornersMax: 200,
  /** Zones without pickups that are in force or to come: each booking looks through them. */
  noPickupZonesMax: 50,
  /** Zones and closures on the map page, and bytes that they add to it as it is packed; a page may have 60,000. */
  mapDatedRowsMax: 250,
  mapDatedBytesMax: 36_000,
  /** Shores of the operating area, numbers of one of them, and metres beyond them that belong to it. */
  areaShoresMax: 50,
  areaStepsMax: 4_000,
  shoreToleranceMetersMax: 1_000,
  /** Edges of one closure. */
  closureEdgesMax: 118,
  /** Points on the road of one closure. */
  closurePointsMax: 20,
  /** Places, and zones, that one mutation records. */
  placesPerMutationMax: 50,
  zonesPerMutationMax: 20,
  /** Days ahead that a closure or zone may be set. */
  datedAheadDaysMax: 400,
} as const;
