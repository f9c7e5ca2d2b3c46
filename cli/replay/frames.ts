import { readCapture } from '../../adapters/recording/capture-reader';
import { sampleOf } from '../../adapters/recording/capture-line';
import type { MarketEvent } from '../../core/market/events';
import { VenueClock } from '../../core/market/venue-clock';

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

/** One line of a recording, decoded. `atMs` is where it stands on the recorder's clock. */
export type ReplayLine =
  | { readonly atMs: number | undefined; readonly kind: 'frame'; readonly decoded: Decoded; readonly sample: string }
  | { readonly atMs: number | undefined; readonly kind: 'unreadable'; readonly cause: string; readonly sample: string }
  | { readonly atMs: number | undefined; readonly kind: 'note' | 'blank' };

/** The decoded lines of one file, in file order. The venue's clock is estimated per file: two files may have two recorders. */
export async function* replayLines(path: string, decode: FrameDecoder): AsyncGenerator<ReplayLine> {
  const clock = new VenueClock();
  let lastMs: number | undefined;
  for await (const line of readCapture(path)) {
    if (line.kind !== 'frame') {
      yield { ...line, atMs: lastMs };
      continue;
    }
    const { receivedTimeMs, text } = line;
    const untimedMs = receivedTimeMs === undefined ? undefined : clock.nowMs(receivedTimeMs);
    const decoded = decode(text, receivedTimeMs, untimedMs);
    const events = decoded.kind === 'events' ? decoded.events : [];
    for (const event of events) clock.observe(event);
    lastMs = receivedTimeMs ?? events[0]?.receivedTimeMs ?? lastMs;
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
