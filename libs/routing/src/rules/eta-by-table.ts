import { ETA_PARAMETERS } from '../../data/eta-parameters.ts';
import { etaOf, etaParametersAt, type Eta } from './eta.ts';
import { TABLE_METERS_PER_SECOND } from './road-pace.ts';

/** How long a trip of this length takes that begins at `atMs`, by the table's pace: on a phone, without a network. */
export function etaByTable({ distanceMeters, atMs }: { readonly distanceMeters: number; readonly atMs: number }): Eta {
  const roadSeconds = Math.round(distanceMeters / TABLE_METERS_PER_SECOND);
  return etaOf(etaParametersAt(ETA_PARAMETERS, atMs), { roadSeconds, atMs, method: 'matrix' });
}
