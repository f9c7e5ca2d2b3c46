/** How far a detector has come of what it needs before it can say something. */
export interface Warmup {
  readonly name: 'band_bars' | 'bb_widths' | 'ob_updates' | 'volume_bars' | 'minute_bars';
  readonly have: number;
  readonly need: number;
}
