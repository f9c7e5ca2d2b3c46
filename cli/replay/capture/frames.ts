import { readCapture } from '../../../adapters/recording/capture-reader';
import { sampleOf } from '../../../adapters/recording/capture-line';
import type { MarketEvent } from '../../../core/market/events';
import { VenueClock } from '../../../core/market/venue-clock';

/** What became of one frame, whoever sent it. */
export type Decoded =
  | { readonly kind: 'events'; readonly name: string; readonly events: readonly MarketEvent[] }
  | { readonly kind: 'unused'; readonly name: string }
  | { readonly kind: 'refused'; readonly cause: string };

/**
 * Decodes one frame. `receivedTimeMs` is undefined where the recording has none; `untimedMs` is the best guess of the venue's time
 * for a frame that carries none.
 */
export type FrameDecoder = (text: string, receivedTimeMs: number | undefined, untimedMs: number | undefined) => Decoded;

/** How one venue's frames are read. */
export interface FrameReader {
  readonly decode: FrameDecoder;
  /** The venue's own time on a frame, used or not; `undefined` where it has none. */
  readonly stampOf: (text: string) => number | undefined;
}

/** One line of a recording, decoded. `atMs` is where it stands on the recorder's clock. */
export type ReplayLine =
  | { readonly atMs: number | undefined; readonly kind: 'frame'; readonly decoded: Decoded; readonly sample: string }
  | { readonly atMs: number | undefined; readonly kind: 'unreadable'; readonly cause: string; readonly sample: string }
  | { readonly atMs: number | undefined; readonly kind: 'note' | 'blank' };

/**
 * The venue's clock behind one file: two files may have two recorders. It learns from real stamps only; an estimate fed back would
 * hold it where it is.
 */
class RecorderClock {
  private readonly clock = new VenueClock();

  observe(stampMs: number, receivedTimeMs: number): void {
    this.clock.observe({ kind: 'ticker', symbol: '', isSnapshot: false, fields: {}, exchangeTimeMs: stampMs, receivedTimeMs });
  }

  venueTimeMs(receivedTimeMs: number): number | undefined {
    return this.clock.nowMs(receivedTimeMs);
  }
}

/** The decoded lines of one file, in file order. */
export async function* replayLines(path: string, { decode, stampOf }: FrameReader): AsyncGenerator<ReplayLine> {
  const clock = new RecorderClock();
  let lastMs: number | undefined;
  for await (const line of readCapture(path)) {
    if (line.kind !== 'frame') {
      yield { ...line, atMs: lastMs };
      continue;
    }
    const { receivedTimeMs, text } = line;
    const stampMs = receivedTimeMs === undefined ? undefined : stampOf(text);
    if (receivedTimeMs !== undefined && stampMs !== undefined) clock.observe(stampMs, receivedTimeMs);
    const decoded = decode(text, receivedTimeMs, receivedTimeMs === undefined ? undefined : clock.venueTimeMs(receivedTimeMs));
    lastMs = receivedTimeMs ?? (decoded.kind === 'events' ? decoded.events[0]?.receivedTimeMs : undefined) ?? lastMs;
    yield { kind: 'frame', atMs: lastMs, decoded, sample: decoded.kind === 'refused' ? sampleOf(text) : '' };
  }
}

/** Plays several files together: always the line that stands earliest on the recorder's clock, in file order within a file. */
export async function* mergedLines(sources: readonly AsyncGenerator<ReplayLine>[]): AsyncGenerator<ReplayLine> {
  const heads: { readonly source: AsyncGenerator<ReplayLine>; line: ReplayLine }[] = [];
  for (const source of sources) {
    const first = await source.next();
    if (first.done !== true) heads.push({ source, line: first.value });
  }
  while (heads.length > 0) {
    const earliest = heads.reduce((best, head) => ((head.line.atMs ?? -Infinity) < (best.line.atMs ?? -Infinity) ? head : best));
    yield earliest.line;
    const next = await earliest.source.next();
    if (next.done === true) heads.splice(heads.indexOf(earliest), 1);
    else earliest.line = next.value;
  }
}
