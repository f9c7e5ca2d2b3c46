import { RecordingWriter } from '../../adapters/recording/recording-writer';
import { newSessionId } from '../../adapters/recording/segment-files';
import { DEFAULT_FINDER } from '../../core/finder/settings';
import { DEFAULT_AFTERMATH_TRACKER } from '../../core/outcomes/aftermath-tracker';
import type { FrameStream } from '../frames/frame-stream';
import { feed, type Path } from '../paths/path';
import { ProductPath } from '../paths/product-path';
import { wholeMarket } from '../paths/settings';

const FRAMES_PER_TURN = 2_000;
const WAITING_BLOCKS = 8;
const WAIT_MS = 1;

export interface RecordedPath {
  readonly path: ProductPath;
  readonly writer: RecordingWriter;
}

/** A product path whose inputs are recorded below `directory`. Its settings watch the whole market. */
export const recordedPath = (stream: FrameStream, directory: string): RecordedPath => {
  const radar = wholeMarket(stream.instruments.length);
  const path = new ProductPath(radar);
  const writer = new RecordingWriter({
    directory, stateOf: () => path.session.state(),
    onProblem: (text) => { throw new Error(text); },
    header: {
      format: 1, session: newSessionId(Date.now()), startedTimeMs: stream.startTimeMs, venue: 'bybit', market: 'simulated', speed: 1,
      settings: { radar, tracker: DEFAULT_AFTERMATH_TRACKER }, finder: DEFAULT_FINDER, configHash: 'bench', codeVersion: 'bench',
    },
  });
  path.recordTo(writer);
  return { path, writer };
};

/**
 * Feeds in turns of the event loop, as frames come from a socket. A stream comes here many times as fast as a market makes it: where that
 * leaves packing and writing behind, they are waited for, so that nothing is lost. `turn` runs each turn's work.
 */
export const feedInTurns = async (stream: FrameStream, path: Path, from: number, writer: RecordingWriter | undefined, turn: (work: () => void) => void): Promise<void> => {
  const to = stream.frames.length;
  for (let next = from; next < to; next += FRAMES_PER_TURN) {
    turn(() => { feed(stream, path, next, Math.min(to, next + FRAMES_PER_TURN)); });
    do await new Promise((resolve) => { setTimeout(resolve, WAIT_MS); }); while ((writer?.counts().waitingBlocks ?? 0) > WAITING_BLOCKS);
  }
};
