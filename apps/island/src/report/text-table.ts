/** Columns of equal width for a terminal; the first column on the left, the others as `alignments` say. */
export function textTable(
  rows: readonly (readonly string[])[],
  alignments: readonly ('left' | 'right')[],
): readonly string[] {
  const widths = alignments.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    alignments
      .map((alignment, column) => {
        const cell = row[column] ?? '';
        return alignment === 'left' ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
}
