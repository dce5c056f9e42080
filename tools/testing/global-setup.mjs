import { startTestCluster, sweepTestClusters } from '../../apps/api/test/harness/test-cluster.ts';

/** Jest's global setup: one throw-away PostgreSQL for all spec files of this run. */
export default async function startClusterForThisRun() {
  await sweepTestClusters();
  const cluster = await startTestCluster({ durable: false });
  process.env.TEST_CLUSTER_URL = cluster.url;
  globalThis.bimrideTestCluster = cluster;
}
