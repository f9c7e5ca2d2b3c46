import type { WireTrade } from './frames';
import { Random } from '../market/random';

export type StallScope = 'data' | 'all' | 'symbol';
export type HttpTarget = 'rest' | 'upgrade' | 'both';

/** What the fault verbs act upon; the venue implements it. */
export interface FaultTargets {
  closeAll(code: number): void;
  sendToAll(frame: string | Buffer): void;
  delist(symbol: string): void;
  list(symbol: string | undefined): string;
}

interface Stall { readonly scope: StallScope; readonly symbol: string | undefined; readonly untilRealMs: number }
interface HttpFault { readonly status: number; readonly retryAfterSeconds: number | undefined; readonly target: HttpTarget }

/** Frames that are no messages: words, a message cut short, a number, an array, bytes, an unknown topic. */
const GARBAGE: readonly (string | Buffer)[] = [
  'upstream request timeout', '{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":17800', '42', '[]', Buffer.from([0x1f, 0x8b, 0x00, 0xff, 0xfe, 0x80]),
  '{"topic":"unknown.X","type":"snapshot","ts":1,"data":{}}', 'null', '{"topic":"tickers.BTCUSDT","type":"delta","data":null}',
];
const MAX_HUGE_BYTES = 256 * 1_024 * 1_024;
const FOREVER = Number.POSITIVE_INFINITY;

const untilOf = (ms: number | undefined): number => (ms === undefined ? FOREVER : Date.now() + ms);

/**
 * The fault verbs. Durations are in real milliseconds and count from the call; without one a fault lasts until `clear()`.
 * What is lost during a stall stays lost; ticker deltas after it are against the last one sent, so nobody's state is corrupted.
 */
export class VenueFaults {
  /** Milliseconds by which every time stamp of the venue is off. */
  skewMs = 0;
  /** Subscriptions made while this holds are acknowledged and never served. */
  isAckNoFanout = false;
  isNeverUpgrade = false;
  private stalls: Stall[] = [];
  private closesLeft = 0;
  private dropsLeft = 0;
  private duplicatesLeft = 0;
  private reorderMs = 0;
  private httpFault: HttpFault | undefined;
  private readonly held: { readonly wire: WireTrade; readonly releaseMs: number }[] = [];
  private readonly random = new Random(0xfa17);

  constructor(private readonly targets: FaultTargets) {}

  /** `data`: pongs go on, data stops. `all`: nothing is answered, not even a ping. `symbol`: one symbol goes silent. */
  stall(scope: StallScope, ms?: number, symbol?: string): void {
    if (scope === 'symbol' && symbol === undefined) throw new RangeError('stall: field "symbol" is absent, expected a symbol for scope "symbol"');
    this.stalls.push({ scope, symbol, untilRealMs: untilOf(ms) });
  }

  /** The next `count` connections are accepted and closed at once with 1001. */
  acceptThenClose(count = FOREVER): void { this.closesLeft = count; }

  /** TCP connects, the WebSocket handshake is never answered. */
  neverUpgrade(): void { this.isNeverUpgrade = true; }

  ackNoFanout(): void { this.isAckNoFanout = true; }

  /** Sends `count` frames that are no messages to every connection. */
  garbage(count = GARBAGE.length): void {
    for (let index = 0; index < count; index += 1) this.targets.sendToAll(GARBAGE[index % GARBAGE.length] ?? '');
  }

  /** Sends one well-formed frame of about this many bytes to every connection. */
  hugeFrame(bytes: number): void {
    if (!(bytes > 0 && bytes <= MAX_HUGE_BYTES)) throw new RangeError(`hugeFrame: field "bytes" is ${bytes}, expected 1 to ${MAX_HUGE_BYTES}`);
    this.targets.sendToAll(`{"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT","pad":"${'x'.repeat(bytes)}"},"cs":1,"ts":1}`);
  }

  /** The next `count` trade messages are not sent. */
  drop(count: number): void { this.dropsLeft = count; }

  /** The next `count` trade messages are sent twice, ids and all. */
  duplicate(count: number): void { this.duplicatesLeft = count; }

  /** Trades arrive up to this much market time late, and so out of order. */
  reorder(withinMs = 3_000): void { this.reorderMs = withinMs; }

  skew(ms: number): void { this.skewMs = ms; }

  /** REST calls, WebSocket handshakes or both are answered with this status. */
  http(status: number, retryAfterSeconds?: number, target: HttpTarget = 'rest'): void { this.httpFault = { status, retryAfterSeconds, target }; }

  /** Closes every connection; 1006 resets them without a closing handshake. */
  close(code = 1_001): void { this.targets.closeAll(code); }

  /** The contract leaves the list, its data stops and its topics are unknown from now on. */
  delist(symbol: string): void { this.targets.delist(symbol); }

  /** A contract that was not listed before joins, under its own name or the one given; returns the name. */
  list(symbol?: string): string { return this.targets.list(symbol); }

  /** Ends every fault that lasts. Listings stay as they are. */
  clear(): void {
    this.stalls = [];
    this.closesLeft = this.dropsLeft = this.duplicatesLeft = this.reorderMs = this.skewMs = 0;
    this.isAckNoFanout = this.isNeverUpgrade = false;
    this.httpFault = undefined;
  }

  isStalled(symbol: string, realMs: number): boolean {
    return this.stalls.some((stall) => realMs < stall.untilRealMs && (stall.scope !== 'symbol' || stall.symbol === symbol));
  }

  /** True while not even a ping is answered. */
  isMute(): boolean {
    const nowMs = Date.now();
    return this.stalls.some(({ scope, untilRealMs }) => scope === 'all' && nowMs < untilRealMs);
  }

  takeAcceptThenClose(): boolean {
    if (this.closesLeft <= 0) return false;
    this.closesLeft -= 1;
    return true;
  }

  httpFaultFor(target: 'rest' | 'upgrade'): HttpFault | undefined {
    const fault = this.httpFault;
    return fault && (fault.target === 'both' || fault.target === target) ? fault : undefined;
  }

  /** How often the next message that `drop` and `duplicate` speak of is sent: 0 dropped, 1, or 2. */
  takeCopies(): 0 | 1 | 2 {
    if (this.dropsLeft > 0) {
      this.dropsLeft -= 1;
      return 0;
    }
    if (this.duplicatesLeft <= 0) return 1;
    this.duplicatesLeft -= 1;
    return 2;
  }

  /** The trades to send now for these that just happened: the same, or under `reorder` those whose delay has passed. */
  shuffle(symbol: string, fresh: readonly WireTrade[], marketMs: number): readonly WireTrade[] {
    if (this.reorderMs === 0 && this.held.length === 0) return fresh;
    for (const wire of fresh) this.held.push({ wire, releaseMs: wire.trade.exchangeTimeMs + this.random.between(0, this.reorderMs) });
    const due = this.held.filter(({ wire, releaseMs }) => wire.trade.symbol === symbol && (releaseMs <= marketMs || this.reorderMs === 0));
    for (const item of due) this.held.splice(this.held.indexOf(item), 1);
    return due.sort((a, b) => a.releaseMs - b.releaseMs).map(({ wire }) => wire);
  }
}
