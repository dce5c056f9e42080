import { intervalText } from '../report/numbers.ts';
import type { Figure } from './kpi.ts';
import { BOOTSTRAP, clusterBootstrap, wider } from './statistics/cluster-bootstrap.ts';
import type { Interval } from './statistics/confidence.ts';
import type { Share } from './statistics/share-interval.ts';

/** Samples that hang together: of one outage, say. */
export interface Clustered extends Share {
  readonly cluster: string;
}

/** A share, with the interval that its samples would have if they were independent, and the one that takes whole clusters. */
export interface ClusteredShare extends Omit<Figure, 'verdict' | 'interval'> {
  /** The wider end of both, on either side: what is judged. */
  readonly interval: Interval;
  readonly simple: Interval;
  readonly byClusters: Interval;
  readonly clusters: number;
}

/** @param simpleInterval of independent samples */
export function clusteredShare(
  groups: readonly Clustered[],
  simpleInterval: (share: Share) => Interval,
): ClusteredShare {
  const clusters = [...Map.groupBy(groups, ({ cluster }) => cluster).values()].map(sumOf);
  const { events, samples } = sumOf(groups);
  const [simple, byClusters] = [simpleInterval({ events, samples }), clusterBootstrap(clusters)];
  const value = samples === 0 ? null : events / samples;
  return { value, samples, simple, byClusters, interval: wider(simple, byClusters), clusters: clusters.length };
}

/** How both intervals came out. */
export function intervalNote({ samples, simple, byClusters, clusters }: ClusteredShare): string {
  const text = (interval: Interval): string => intervalText('share', { interval, samples });
  return `As if independent ${text(simple)}; by ${clusters} outages as a whole ${text(byClusters)} (bootstrap of ${BOOTSTRAP.resamples}, seed ${BOOTSTRAP.seed}). The wider end of both is used on either side.`;
}

function sumOf(groups: readonly Share[]): Share {
  return groups.reduce((sum, one) => ({ events: sum.events + one.events, samples: sum.samples + one.samples }), {
    events: 0,
    samples: 0,
  });
}
