/** Names the folder of a built graph that the specs of the road engine ask as well. */
export const GRAPH_UNDER_TEST_VARIABLE = 'TEST_GRAPH_FOLDER';

/** The folder of a graph that somebody wants to see tested beside the shipped one; undefined where nobody does. */
export function graphUnderTest(): string | undefined {
  return process.env[GRAPH_UNDER_TEST_VARIABLE];
}
