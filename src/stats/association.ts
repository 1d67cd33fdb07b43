/**
 * How strongly two categories go together, from their table of counts, corrected for what chance alone makes of a table
 * with many cells.
 */
export interface Association {
  /** Bergsma's bias-corrected Cramer's V, 0 to 1. */
  readonly cramersV: number | null;
  /** Theil's U of the columns given the rows, Miller-Madow corrected, 0 to 1. */
  readonly uncertainty: number | null;
}

/**
 * `cells[row * columns + column]` are decisions; `size` is the number of independent ones (people), which the
 * corrections are made with. Null where only one row or column is there.
 *
 * V: `phi+ = max(0, phi^2 - (r-1)(c-1)/(n-1))`, `r~ = r - (r-1)^2/(n-1)`, `V = sqrt(phi+ / min(r~ - 1, c~ - 1))`. Source: Bergsma 2013.
 * U: `(H(C) + H(R) - H(R, C)) / H(C)`, each `H = -sum p ln p + (m - 1)/2n` with m cells that are not empty. Source: Theil 1970;
 * Miller 1955. Oracle: SciPy association, sklearn mutual_info_score.
 */
export function association(cells: Float64Array, columns: number, size: number): Association {
  const rows = cells.length / columns;
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const n = cells[row * columns + column]!;
      rowSums[row]! += n;
      columnSums[column]! += n;
      total += n;
    }
  }
  const r = rowSums.filter((n) => n > 0).length;
  const c = columnSums.filter((n) => n > 0).length;
  if (r < 2 || c < 2 || size < 2) return { cramersV: null, uncertainty: null };
  let phi2 = -1;
  let joint = 0;
  let filled = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const n = cells[row * columns + column]!;
      if (n === 0) continue;
      phi2 += (n / rowSums[row]!) * (n / columnSums[column]!);
      joint -= (n / total) * Math.log(n / total);
      filled++;
    }
  }
  const phiPlus = Math.max(0, phi2 - ((r - 1) * (c - 1)) / (size - 1));
  const least = Math.min(r - (r - 1) ** 2 / (size - 1), c - (c - 1) ** 2 / (size - 1)) - 1;
  const entropyOf = (sums: Float64Array, m: number): number =>
    sums.reduce((sum, n) => (n > 0 ? sum - (n / total) * Math.log(n / total) : sum), 0) +
    (m - 1) / (2 * size);
  const hColumns = entropyOf(columnSums, c);
  const information = hColumns + entropyOf(rowSums, r) - (joint + (filled - 1) / (2 * size));
  return {
    cramersV: least > 0 ? Math.min(1, Math.sqrt(phiPlus / least)) : null,
    uncertainty: Math.min(1, Math.max(0, information / hColumns)),
  };
}
