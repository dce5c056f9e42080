/** A place of the story, WGS 84 degrees. */
export interface Place {
  readonly name: string;
  readonly at: { readonly lat: number; readonly lon: number };
}

export const BATHSHEBA: Place = { name: 'Bathsheba', at: { lat: 13.21294, lon: -59.52272 } };
export const OISTINS: Place = { name: 'Oistins', at: { lat: 13.06319, lon: -59.54224 } };
export const BRIDGETOWN: Place = { name: 'Bridgetown', at: { lat: 13.09666, lon: -59.61414 } };
export const HOLETOWN: Place = { name: 'Holetown', at: { lat: 13.18561, lon: -59.63729 } };
