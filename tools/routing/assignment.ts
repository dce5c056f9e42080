/**
 * The cheapest pairing of rows with columns, each used at most once (the Hungarian method with potentials, O(n²m)).
 * Costs are finite; there are no more rows than columns. Answers the column of each row.
 */
export function cheapestPairs(costs: readonly (readonly number[])[]): readonly number[] {
  const rows = costs.length;
  const columns = costs[0]?.length ?? 0;
  if (rows > columns) throw new Error('more rows than columns');
  const rowPotential = zeros(rows + 1);
  const columnPotential = zeros(columns + 1);
  const rowOf = zeros(columns + 1);
  const state = { costs, columns, rowPotential, columnPotential, rowOf };
  for (let row = 1; row <= rows; row += 1) addRow(state, row);
  const columnOf = zeros(rows);
  for (let column = 1; column <= columns; column += 1) {
    const row = rowOf[column] ?? 0;
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}

type State = {
  readonly costs: readonly (readonly number[])[];
  readonly columns: number;
  readonly rowPotential: number[];
  readonly columnPotential: number[];
  /** The row of each column, from 1; column 0 holds the row that is being added. */
  readonly rowOf: number[];
};

/** Finds the cheapest chain of changes that gives one more row a column, and makes it. */
function addRow(state: State, row: number): void {
  const { costs, columns, rowPotential, columnPotential, rowOf } = state;
  const least = Array.from({ length: columns + 1 }, () => Number.POSITIVE_INFINITY);
  const before = zeros(columns + 1);
  const used = Array.from({ length: columns + 1 }, () => false);
  rowOf[0] = row;
  let column = 0;
  do {
    used[column] = true;
    const here = rowOf[column] ?? 0;
    let [delta, next] = [Number.POSITIVE_INFINITY, 0];
    for (let other = 1; other <= columns; other += 1) {
      if (used[other]) continue;
      const cost = (costs[here - 1]?.[other - 1] ?? 0) - at(rowPotential, here) - at(columnPotential, other);
      if (cost < at(least, other)) [least[other], before[other]] = [cost, column];
      if (at(least, other) < delta) [delta, next] = [at(least, other), other];
    }
    for (let other = 0; other <= columns; other += 1) {
      if (used[other]) {
        const held = rowOf[other] ?? 0;
        rowPotential[held] = at(rowPotential, held) + delta;
        columnPotential[other] = at(columnPotential, other) - delta;
      } else least[other] = at(least, other) - delta;
    }
    column = next;
  } while (rowOf[column] !== 0);
  while (column !== 0) {
    const from = before[column] ?? 0;
    rowOf[column] = rowOf[from] ?? 0;
    column = from;
  }
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
