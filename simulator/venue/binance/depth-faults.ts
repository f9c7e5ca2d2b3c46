import { type FaultTargets, VenueFaults } from '../faults';

/** What the verbs of a venue with whole books act upon besides. */
export interface DepthFaultTargets extends FaultTargets {
  /** Tells every connection that the venue is about to shut down. */
  announceShutdown(): void;
  skipIds(symbol: string | undefined, count: number): void;
}

const MAX_HUGE_BYTES = 256 * 1_024 * 1_024;
/** So much older than the stream is a stale snapshot. */
export const STALE_IDS = 1_000_000;

const GARBAGE: readonly (string | Buffer)[] = [
  'upstream request timeout', '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":17800', '42', '[]', Buffer.from([0x1f, 0x8b, 0x00, 0xff, 0xfe, 0x80]),
  '{"stream":"btcusdt@unknown","data":{"e":"unknown"}}', 'null', '{"stream":"btcusdt@depth20@100ms","data":{"lastUpdateId":"x","bids":null}}',
];

/** The verbs of the other venue, and those that only books kept from diffs know. `drop` and `duplicate` concern diffs here. */
export class DepthFaults extends VenueFaults {
  private swapsLeft = 0;
  private crossesLeft = 0;
  private crossedSymbol: string | undefined;
  private staleLeft = 0;

  constructor(private readonly depthTargets: DepthFaultTargets) { super(depthTargets); }

  override garbage(count = GARBAGE.length): void {
    for (let index = 0; index < count; index += 1) this.depthTargets.sendToAll(GARBAGE[index % GARBAGE.length] ?? '');
  }

  override hugeFrame(bytes: number): void {
    if (!(bytes > 0 && bytes <= MAX_HUGE_BYTES)) throw new RangeError(`hugeFrame: field "bytes" is ${bytes}, expected 1 to ${MAX_HUGE_BYTES}`);
    this.depthTargets.sendToAll(`{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","pad":"${'x'.repeat(bytes)}"}}`);
  }

  /** Not on this venue: its trades come in order, its diffs are put out of order by `swap`. @throws RangeError always. */
  override reorder(): void { throw new RangeError('reorder: not on this venue, expected swap for diffs out of order'); }

  /** The next `count` diffs are each sent behind the one that follows them. */
  swap(count: number): void { this.swapsLeft = count; }

  /** Update ids jump by `count` although nothing is lost: to a reader it is a gap. All symbols without a name. */
  gap(count = 1, symbol?: string): void { this.depthTargets.skipIds(symbol, count); }

  /** The next `count` book messages, of one symbol or of any, show a bid above the best ask. */
  cross(count = 1, symbol?: string): void {
    this.crossesLeft = count;
    this.crossedSymbol = symbol;
  }

  /** The next `count` snapshots are older than any diff that a client can still hold. */
  staleSnapshot(count = 1): void { this.staleLeft = count; }

  /** The venue says that it shuts down and closes every connection `afterMs` of real time later. */
  serverShutdown(afterMs: number): void {
    this.depthTargets.announceShutdown();
    setTimeout(() => { this.depthTargets.closeAll(1_001); }, afterMs).unref();
  }

  override clear(): void {
    super.clear();
    this.swapsLeft = this.crossesLeft = this.staleLeft = 0;
  }

  takeSwap(): boolean {
    if (this.swapsLeft <= 0) return false;
    this.swapsLeft -= 1;
    return true;
  }

  takeCross(symbol: string): boolean {
    if (this.crossesLeft <= 0 || (this.crossedSymbol !== undefined && this.crossedSymbol !== symbol)) return false;
    this.crossesLeft -= 1;
    return true;
  }

  takeStaleSnapshot(): boolean {
    if (this.staleLeft <= 0) return false;
    this.staleLeft -= 1;
    return true;
  }
}
