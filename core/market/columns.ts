/**
 * Columns of typed arrays, with a row for each id below a table's `rows`. A double is read only where its row exists: a single read past
 * the end makes the engine box every later one of the same line of code.
 */
const FIRST_ROWS = 64;

/** Rows to have so that `id` has one: doubled from the present ones, so that growing is rare. */
export const rowsFor = (id: number, rows: number): number => {
  let wanted = Math.max(FIRST_ROWS, rows);
  while (wanted <= id) wanted *= 2;
  return wanted;
};

/** `to` with all values of `from` at its start. */
export const widened = <Column extends Float64Array | Int32Array | Uint8Array>(from: Column, to: Column): Column => {
  to.set(from);
  return to;
};
