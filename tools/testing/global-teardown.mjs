/** Jest's global teardown: the cluster of this run and all it stored are removed. */
export default async function destroyClusterOfThisRun() {
  await globalThis.bimrideTestCluster?.destroy();
}
