import type { Recording } from '../../adapters/recording/open-recording';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { CoverageRow } from '../../core/market/coverage-report';
import type { Explanation } from '../../core/radar/explanation';
import type { Remark } from '../../core/radar/remarks';
import { Progress } from '../replay/progress';
import { playBlocks } from '../replay/recording/play-blocks';
import { RecordingPlay } from '../replay/recording/recording-play';
import { ReplayedSession } from '../replay/recording/replayed-session';
import { setupOf } from '../replay/recording/setup';
import { NO_CHANGE } from '../replay/settings-change';

/** The moment that is asked about and what is listed around it, receive times. */
export interface Around {
  readonly timeMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a replay says of one symbol at a moment and around it. */
export interface Answer {
  readonly isKnown: boolean;
  readonly explanation: Explanation;
  readonly coverage: readonly CoverageRow[];
  readonly fired: readonly Opportunity[];
  readonly remarks: readonly Remark[];
  readonly damage: string | undefined;
}

type Snapshot = Pick<Answer, 'isKnown' | 'explanation' | 'coverage'>;

/** Looks at a session when the first input after the moment is about to come, and then waits for the end of what is listed. */
class Watcher {
  snapshot: Snapshot | undefined;
  isDone = false;

  constructor(private readonly symbol: string, private readonly around: Around, private readonly session: ReplayedSession) {}

  takesInput(receivedTimeMs: number): boolean {
    if (receivedTimeMs > this.around.timeMs) this.snapshot ??= this.look();
    if (receivedTimeMs > this.around.toMs) this.isDone = true;
    return !this.isDone;
  }

  /** Ends what came near and is not over: a gap has it told. To be called when nothing more will be fed. */
  end(): void {
    const { toMs } = this.around;
    const times = { lastDataTimeMs: toMs, exchangeTimeMs: toMs, receivedTimeMs: toMs };
    this.session.accept({ kind: 'gap', symbols: [this.symbol], streams: ['ticker', 'book-top', 'trade'], cause: 'unsubscribed', ...times });
  }

  look(): Snapshot {
    const { session } = this.session;
    const explanation = session.explain(this.symbol);
    const coverage = session.coverage().rows.filter(({ symbol }) => symbol === this.symbol);
    const isKnown = coverage.length > 0 || explanation.watch.rank !== undefined || explanation.watch.isFollowed;
    return { isKnown, explanation, coverage };
  }
}

/** Replays the recording past the moment and tells what its session says of the symbol. The recording must begin before the moment. */
export const replayAround = async (recording: Recording, symbol: string, around: Around): Promise<Answer> => {
  const remarks: Remark[] = [];
  const onRemark = (remark: Remark): void => { if (remark.symbol === symbol) remarks.push(remark); };
  const session = new ReplayedSession(setupOf(recording.header, NO_CHANGE), () => recording.positionOf(), { onRemark });
  const watcher = new Watcher(symbol, around, session);
  const play = new RecordingPlay(recording, [session], { takesInput: (timeMs) => watcher.takesInput(timeMs) });
  const progress = new Progress('why');
  const tell = (): void => { progress.look(() => ({ read: play.inputs, noun: 'frame', atMs: play.span?.lastMs, opportunities: session.opportunities.length })); };
  const damage = await playBlocks(recording, play, tell, () => watcher.isDone);
  const snapshot = watcher.snapshot ?? watcher.look();
  watcher.end();
  const isListed = (fromMs: number, toMs = fromMs): boolean => toMs >= around.fromMs && fromMs <= around.toMs;
  return {
    ...snapshot,
    fired: session.opportunities.map(({ opportunity }) => opportunity).filter((one) => one.symbol === symbol && isListed(one.decided_time_ms)),
    remarks: remarks.filter((remark) => (remark.kind === 'near-miss' ? isListed(remark.fromMs, remark.toMs) : isListed(remark.timeMs))),
    damage: damage?.message,
  };
};
