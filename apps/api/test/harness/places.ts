/** Places on the island, WGS 84 degrees: those of the shipped map. */
export const BATHSHEBA = { lat: 13.21294, lon: -59.52272 };
export const BRIDGETOWN = { lat: 13.09666, lon: -59.61414 };
export const HARRISONS_CAVE = { lat: 13.18635, lon: -59.57715 };
export const HOLETOWN = { lat: 13.18561, lon: -59.63729 };
export const OISTINS = { lat: 13.06319, lon: -59.54224 };
