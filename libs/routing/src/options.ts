/** The operator's choices for routing. */
export interface RoutingOptions {
  /** Where built road graphs are kept. */
  readonly roadsFolder: string;
  /** `matrix`: the road engine is never started. */
  readonly engine: 'valhalla' | 'matrix';
  /** Records the shipped places and zones at start. */
  readonly seeds: boolean;
  readonly clock: () => number;
}

export const ROUTING_OPTIONS = Symbol('routing options');
