/** Cells of one row, in ms. `since`, `blindFrom` and `clearFrom` are points of the caller's time, or `NEVER`; the others are sums. */
const CELL = { since: 0, earlier: 1, blindFrom: 2, clearFrom: 3, blind: 4 } as const;
const CELLS = 5;
const NEVER = -1;

/**
 * When each of many streams was asked for and when it was not seen, as sums and one open window each: a few numbers per row, however
 * long it runs. Times are ms of any clock that starts at 0 and never goes back, passed in as `nowMs`.
 */
export class StreamRows {
  private cells = new Float64Array(0);
  /** What the open window, or the last one, was put down to. */
  private causes = new Uint8Array(0);

  get count(): number {
    return this.causes.length;
  }

  /** Makes room for `count` rows; those that are there stay. */
  reserve(count: number): void {
    const before = this.count;
    if (count <= before) return;
    const cells = new Float64Array(count * CELLS);
    cells.set(this.cells);
    for (let row = before; row < count; row += 1) for (const at of [CELL.since, CELL.blindFrom, CELL.clearFrom]) cells[row * CELLS + at] = NEVER;
    const causes = new Uint8Array(count);
    causes.set(this.causes);
    this.cells = cells;
    this.causes = causes;
  }

  isAskedFor(row: number): boolean {
    return this.cell(row, CELL.since) !== NEVER;
  }

  wasEverAskedFor(row: number): boolean {
    return this.isAskedFor(row) || this.cell(row, CELL.earlier) > 0;
  }

  isBlind(row: number): boolean {
    return this.cell(row, CELL.blindFrom) !== NEVER;
  }

  causeOf(row: number): number {
    return this.causes[row] ?? 0;
  }

  askedForMs(row: number, nowMs: number): number {
    return Math.max(0, this.cell(row, CELL.earlier)) + (this.isAskedFor(row) ? nowMs - this.cell(row, CELL.since) : 0);
  }

  /** Of closed windows and the open one. */
  blindMs(row: number, nowMs: number): number {
    return Math.max(0, this.cell(row, CELL.blind)) + this.openMs(row, nowMs);
  }

  openMs(row: number, nowMs: number): number {
    return this.isBlind(row) ? nowMs - this.cell(row, CELL.blindFrom) : 0;
  }

  ask(row: number, nowMs: number): void {
    this.setCell(row, CELL.since, nowMs);
  }

  drop(row: number, nowMs: number): void {
    this.setCell(row, CELL.earlier, this.askedForMs(row, nowMs));
    this.setCell(row, CELL.since, NEVER);
  }

  /** A window opens at `fromMs`, at the earliest where the row was asked for or last became clear. */
  lose(row: number, cause: number, fromMs: number): void {
    this.setCell(row, CELL.blindFrom, Math.max(fromMs, this.cell(row, CELL.since), this.cell(row, CELL.clearFrom)));
    this.blame(row, cause);
  }

  blame(row: number, cause: number): void {
    this.causes[row] = cause;
  }

  /** The open window closes; its length. */
  see(row: number, nowMs: number): number {
    const blindMs = this.openMs(row, nowMs);
    this.setCell(row, CELL.blind, this.cell(row, CELL.blind) + blindMs);
    this.setCell(row, CELL.blindFrom, NEVER);
    this.setCell(row, CELL.clearFrom, nowMs);
    return blindMs;
  }

  /** A row without room was never asked for. */
  private cell(row: number, at: number): number {
    return this.cells[row * CELLS + at] ?? NEVER;
  }

  private setCell(row: number, at: number, value: number): void {
    this.cells[row * CELLS + at] = value;
  }
}
