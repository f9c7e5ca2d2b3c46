import type { Random } from '../../simulator/market/random';

/** Listed symbols of the generated frames: short, long, with digits, dots and dashes, and two that the venue's rules do not let through. */
export const LISTED = ['BTCUSDT', '1000PEPEUSDT', 'TAOUSDT', 'A', 'BNUSDT', 'BTC-26DEC25', 'BTCPERP', 'X.Y_Z-1', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 'BTC-26DEC25-90000-C', 'lowercase'];
const UNLISTED = ['ETHUSDT', 'BTCUSD', 'BTCUSDTT', '', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456', 'É'];

const ODD_VALUES = [
  '"0"', '"0.000"', '"-1"', '"-0"', '"+1"', '"1e5"', '"1E-7"', '"00012.50"', '".5"', '"5."', '"1e309"', '"NaN"', '"Infinity"', '""', '" 1"', '"0x10"', '"1_000"',
  '"9007199254740991"', '"9007199254740992"', '"9007199254740993"', '"0.9007199254740993"', '"123456789012345678901234567890"', '"1.00000000000000000000000000001"',
  '"0.1234567890123456789012"', '"0.12345678901234567890123"', '"100000000000000000000"', '"1/2"', '"1:2"', 'null', 'true', 'false', '0', '-0', '-5', '00', '1.5', '1e3', '12',
  '9007199254740993', '123456789012345678901234567890', '1795176000123', '"1795176000123"', '179517600012', '17951760001234', '[]', '{}', '[[]]', '[["1","2"],["3","4"]]', '[["1"]]',
  '[["1","2","3"]]', '"\\u0031"', '"\\"', '"é"', '"\t"', '"Buy"', '"Sell"', '"snapshot"', '"delta"', 'tru', '"',
];
const ID_MAKERS: readonly ((random: Random) => string)[] = [
  (random) => String(2_290_000_001_202_469_355n + BigInt(random.below(1_000_000))),
  (random) => `20f43950-d8dd-5b31-9112-${(random.bits() + 0x1_0000_0000_0000).toString(16).slice(0, 12)}`,
  () => 'x'.repeat(100),
  () => 'x'.repeat(101),
  () => '',
];

const TICKER_FIELDS = [
  'tickDirection', 'price24hPcnt', 'lastPrice', 'prevPrice24h', 'highPrice24h', 'lowPrice24h', 'prevPrice1h', 'markPrice', 'indexPrice', 'openInterest', 'openInterestValue',
  'turnover24h', 'volume24h', 'nextFundingTime', 'fundingRate', 'bid1Price', 'bid1Size', 'ask1Price', 'ask1Size', 'preOpenPrice', 'usdIndexPrice', 'x',
];

type Member = readonly [key: string, value: string];

const objectOf = (members: readonly Member[]): string => `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`;

/**
 * Frames of the venue in orders of keys that this maker has made up once, so that they repeat as a venue's do; one value in `oddShare` is
 * something that it never sends, or nearly never.
 */
export class OddFrames {
  private readonly ranks = new Map<string, number>();
  private timeMs = 1_795_176_000_000;

  constructor(private readonly random: Random, private readonly oddShare: number, private readonly isDocumentedOrder: boolean) {}

  next(): string {
    const draw = this.random.below(100);
    if (draw < 40) return this.ticker();
    if (draw < 70) return this.book();
    if (draw < 96) return this.trades();
    return this.random.pick(CONTROL);
  }

  private ticker(): string {
    const symbol = this.symbol();
    const share = this.random.uniform();
    const fields = TICKER_FIELDS.filter(() => this.random.chance(share)).map((key): Member => [key, this.tickerValue(key)]);
    const data = objectOf(this.ordered('ticker', [['symbol', this.odd(`"${this.other(symbol)}"`)], ...fields]));
    const type = this.random.chance(0.2) ? '"snapshot"' : '"delta"';
    return this.envelope('tickers.', symbol, [['type', this.odd(type)], ['data', this.odd(data)], ['cs', this.odd(String(this.random.bits()))], ['ts', this.odd(this.time())]]);
  }

  private tickerValue(key: string): string {
    if (key === 'tickDirection') return '"ZeroPlusTick"';
    if (key === 'preOpenPrice' || this.random.chance(0.02)) return '""';
    return this.odd(this.random.chance(0.05) ? '"0.00"' : this.decimal());
  }

  private book(): string {
    const symbol = this.symbol();
    const side = (): string => (this.random.chance(0.05) ? '[]' : this.odd(`[[${this.odd(this.decimal())},${this.odd(this.decimal())}]]`));
    const members: Member[] = [['s', this.odd(`"${this.other(symbol)}"`)], ['b', side()], ['a', side()], ['u', this.odd(String(this.random.bits() * (this.random.chance(0.1) ? 99_999 : 1)))], ['seq', this.odd('188240551177')]];
    const times: Member[] = this.random.chance(0.8) ? [['cts', this.odd(this.time())]] : [];
    return this.envelope('orderbook.1.', symbol, [['ts', this.odd(this.time())], ['type', this.odd('"snapshot"')], ['data', this.odd(objectOf(this.ordered('book', members)))], ...times]);
  }

  private trades(): string {
    const symbol = this.symbol();
    const count = this.random.chance(0.0005) ? 1 + this.random.below(1_100) : 1 + this.random.below(4);
    const data = `[${Array.from({ length: count }, () => this.trade(symbol)).join(',')}]`;
    return this.envelope('publicTrade.', symbol, [['type', this.odd('"snapshot"')], ['ts', this.odd(this.time())], ['data', this.odd(data)]]);
  }

  private trade(symbol: string): string {
    const id = this.random.chance(0.01) ? this.random.pick(ID_MAKERS)(this.random) : (ID_MAKERS[this.ordinal('id', 2)] as (random: Random) => string)(this.random);
    return objectOf(this.ordered('trade', [
      ['T', this.odd(this.time())], ['s', this.odd(`"${this.other(symbol)}"`)], ['S', this.odd(this.random.chance(0.5) ? '"Buy"' : '"Sell"')], ['v', this.odd(this.decimal())],
      ['p', this.odd(this.decimal())], ['L', '"PlusTick"'], ['i', this.odd(`"${id}"`)], ['BT', this.random.chance(0.1) ? 'true' : 'false'], ['RPI', this.odd('false')], ['seq', this.odd('188240551201')],
    ]));
  }

  private envelope(prefix: string, symbol: string, members: readonly Member[]): string {
    return objectOf(this.ordered(prefix, [['topic', this.odd(`"${prefix}${symbol}"`)], ...members]));
  }

  /** Rarely the keys of one object in another order, one twice, or one missing. */
  private ordered(kind: string, members: readonly Member[]): readonly Member[] {
    const sorted = this.isDocumentedOrder ? members : [...members].sort(([one], [other]) => this.rank(kind, one) - this.rank(kind, other));
    if (!this.random.chance(this.oddShare / 4)) return sorted;
    switch (this.random.below(3)) {
      case 0: return this.random.shuffled(sorted);
      case 1: return [...sorted, this.random.pick(sorted)];
      default: return sorted.slice(0, -1);
    }
  }

  private rank(kind: string, key: string): number {
    return this.ordinal(`${kind}:${key}`, 1_000_000);
  }

  private ordinal(name: string, below: number): number {
    const known = this.ranks.get(name);
    if (known !== undefined) return known;
    const rank = this.random.below(below);
    this.ranks.set(name, rank);
    return rank;
  }

  private odd(value: string): string {
    return this.random.chance(this.oddShare) ? this.random.pick(ODD_VALUES) : value;
  }

  private symbol(): string {
    return this.random.chance(0.02) ? this.random.pick(UNLISTED) : this.random.pick(LISTED);
  }

  private other(symbol: string): string {
    return this.random.chance(this.oddShare / 4) ? this.random.pick(LISTED) : symbol;
  }

  private time(): string {
    this.timeMs += this.random.chance(0.001) ? this.random.below(10_000_000_000) : this.random.below(3);
    if (this.timeMs > 9_900_000_000_000) this.timeMs = 1_000_000_000_000;
    return String(this.timeMs);
  }

  private decimal(): string {
    const whole = this.random.below(10 ** (1 + this.random.below(6)));
    const digits = this.random.below(9);
    return digits === 0 ? `"${whole}"` : `"${whole}.${String(this.random.below(10 ** digits)).padStart(digits, '0')}"`;
  }
}

const CONTROL = [
  '{"success":true,"ret_msg":"","conn_id":"cf71a2d1","req_id":"7","op":"subscribe"}', '{"success":true,"ret_msg":"pong","op":"ping"}', '{"op":"pong","args":["1795176000500"]}',
  '{"success":false,"ret_msg":"error:handler not found,topic:orderbook.500.TAOUSDT","req_id":"8","op":"subscribe"}', '{"topic":"orderbook.50.BTCUSDT","type":"delta","ts":1795176000000,"data":{}}',
  '{"topic":"kline.1.BTCUSDT","type":"snapshot","ts":1795176000000,"data":[]}', '[1,2]', '{}', 'null', '', ' {"topic": "tickers.BTCUSDT"}',
];

/** Bytes that begin, end or separate something in JSON, or that no reader may take for text. */
const TELLING = Buffer.from('"\\{}[],:.0123456789eE+- \0\x1f\x7f\x80\xc3\xff', 'latin1');

/** Changes a few bytes of `frame` in place and gives its new length: flips, insertions, deletions, cuts, repetitions. */
export const mutate = (random: Random, frame: Buffer, length: number): number => {
  const at = random.below(length + 1);
  const byte = random.chance(0.7) ? TELLING[random.below(TELLING.length)] ?? 0 : random.below(256);
  switch (random.below(8)) {
    case 0:
      frame.copyWithin(at + 1, at, length);
      frame[at] = byte;
      return length + 1;
    case 1:
      frame.copyWithin(at, at + 1, length);
      return Math.max(0, length - 1);
    case 2:
      return at;
    case 3: {
      const size = Math.min(random.below(40), length - at);
      frame.copyWithin(at + size, at, length);
      return length + size;
    }
    case 4:
      frame[at] = (frame[at] ?? 0) ^ (1 << random.below(8));
      return length;
    default:
      frame[at] = byte;
      return Math.max(length, at + 1);
  }
};
