import type { DepthSide } from '../../core/market/depth-frame';
import { compileLayout, type ReadLayout } from './compile-layout';
import { drawLayout, type Step } from './layout';
import type { ObjectPattern } from './pattern';
import type { SymbolIndex } from './symbol-index';
import * as area from './wire-area';
import { WireColumns } from './wire-columns';

/** Bound once: where modules are not bundled, each use of an import is a call. */
const { FRAME_START, loadFrame, REFUSED, VIEW } = area;

/** A layout that was learned, and what all its messages have in common. */
export interface KnownLayout {
  /** Index of its pattern. */
  readonly pattern: number;
  /** Index of the text that each `constant` of the pattern has, by column. */
  readonly constants: readonly number[];
}

interface Entry extends KnownLayout {
  /** Four bytes in which messages of different channels differ, so that most layouts need not be tried; no bits of them where values stand there. */
  readonly mark: number;
  readonly markMask: number;
  readonly present: number;
  readonly read: ReadLayout;
}

const MAX_LAYOUTS = 64;
/** Once that many were drawn, at most one more per so many frames: a venue that never repeats itself is not worth the compiler's time. */
const FRAMES_PER_LAYOUT = 1_000;
const LONGEST_LAYOUT = 4_000;
const MARK_OFFSET = 10;
const MARK = FRAME_START + MARK_OFFSET;

/**
 * Reads frames by layouts that it learned from earlier ones. It accepts nothing but what a layout says, byte by byte, and values that
 * JSON.parse would give as well. A frame that it refuses has to be parsed, and its layout can be learned from the parsed message.
 */
export class FrameReader {
  readonly columns: WireColumns;
  private entries: Entry[] = [];
  private end = REFUSED;
  private drawn = 0;
  private framesSinceDrawn = 0;

  /** `lists` take the levels that the patterns name by number. */
  constructor(private readonly patterns: readonly ObjectPattern[], private readonly symbols: SymbolIndex, lists: readonly DepthSide[] = []) {
    this.columns = new WireColumns(lists);
  }

  /** Fills the columns and gives the layout; undefined for a frame that no layout fits, when the columns mean nothing. */
  read(frame: Buffer, start: number, end: number): KnownLayout | undefined {
    this.framesSinceDrawn += 1;
    this.symbols.follow();
    this.end = loadFrame(frame, start, end);
    const mark = VIEW.getInt32(MARK, true);
    const { entries } = this;
    for (let index = 0; index < entries.length; index += 1) {
      const entry = entries[index];
      if (entry !== undefined && (mark & entry.markMask) === entry.mark && this.fits(entry)) return entry;
    }
    return undefined;
  }

  /** Learns the layout of the frame that `read` refused last, given its parsed message and the index of the pattern that describes it. */
  learn(message: unknown, pattern: number): void {
    if (this.drawn >= MAX_LAYOUTS && this.framesSinceDrawn < FRAMES_PER_LAYOUT) return;
    this.drawn += 1;
    this.framesSinceDrawn = 0;
    const layout = drawLayout(message, this.patterns[pattern] ?? {});
    if (layout === undefined || !isPlain(layout.steps)) return;
    const { constants, steps } = layout;
    const markMask = (steps[0]?.text.length ?? 0) >= MARK_OFFSET + 4 ? -1 : 0;
    const entry: Entry = { pattern, constants, mark: VIEW.getInt32(MARK, true) & markMask, markMask, ...compileLayout(steps, this.symbols, this.columns) };
    // The frame's symbol may have been listed since it was refused.
    this.symbols.follow();
    if (!this.fits(entry)) return;
    if (this.entries.length === MAX_LAYOUTS) this.entries = [];
    this.entries.push(entry);
  }

  private fits({ read, present }: Entry): boolean {
    this.columns.present = present;
    return this.end !== REFUSED && read(FRAME_START, 0) === this.end;
  }
}

const textOf = (steps: readonly Step[]): string => steps.map(({ text, value }) => text + (value.take === 'rows' ? textOf(value.steps) : '')).join('');

/** Printable ASCII of a sane length: what the compiler can compare. */
const isPlain = (steps: readonly Step[]): boolean => {
  const text = textOf(steps);
  return text.length <= LONGEST_LAYOUT && /^[\x20-\x7e]*$/.test(text);
};
