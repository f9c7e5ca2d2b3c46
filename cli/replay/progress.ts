import { iso, number } from './text';

const EVERY_MS = 3_000;

export interface Position {
  readonly read: number;
  /** What is counted, e.g. `line`. */
  readonly noun: string;
  readonly atMs: number | undefined;
  readonly opportunities: number;
}

/** A line on stderr every few seconds of a long replay. */
export class Progress {
  private nextMs = Date.now() + EVERY_MS;

  constructor(private readonly command = 'replay') {}

  /** Cheap when nothing is due: `position` is only asked for a line that is written. */
  look(position: () => Position): void {
    if (Date.now() < this.nextMs) return;
    this.nextMs = Date.now() + EVERY_MS;
    const { read, noun, atMs, opportunities } = position();
    console.error(`${this.command}: ${number(read)} ${noun}s${atMs === undefined ? '' : `, at ${iso(atMs)}`}, ${number(opportunities)} opportunities`);
  }
}
