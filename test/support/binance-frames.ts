import type { Random } from '../../simulator/market/random';

/** Listed symbols of the generated frames; the last two are parsed always, as they are not plain. */
export const LISTED = ['BTCUSDT', '1000PEPEUSDT', 'A', 'ETHUSDT_261225', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 'NEXOUSDT', '币安人生USDT', 'lowercase'];
const UNLISTED = ['ETHUSDT', 'BTCUSD', 'BTCUSDTT', '', 'É'];

const ODD_VALUES = [
  '"0"', '"0.000"', '"-1"', '"+1"', '"1e5"', '"00012.50"', '".5"', '"5."', '"1e309"', '"NaN"', '""', '"9007199254740993"', '"123456789012345678901234567890"', '"0.1234567890123456789012"',
  '"0.00000000000000000000001"', '"100000000000000000000"', '"100000000000000000001"', 'null', 'true', 'false', '0', '-0', '-1', '-5', '00', '1.5', '1e3', '12', '9007199254740991', '9007199254740993',
  '999999999999999', '1795176000123', '1795176000123456', '"1795176000123"', '1000000000000', '[]', '{}', '[[]]', '[["1","2"],["3","4"]]', '[["1"]]', '[["1","2","3"]]', '[["0","1"]]', '[["1","0"]]',
  '[["1","2"],]', '[["1" ,"2"]]', '"\\u0031"', '"é"', '"MARKET"', '"ADL"', '"trade"', '1', '2', '"',
];

type Member = readonly [key: string, value: string];

const objectOf = (members: readonly Member[]): string => `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`;

/** Frames of the venue's combined streams, spot's and futures'; one value in `oddShare` is something that it never sends, or nearly never. */
export class BinanceFrames {
  private timeMs = 1_795_176_000_000;
  private id = 50_093_239_189;

  constructor(private readonly random: Random, private readonly oddShare: number) {}

  next(): string {
    const draw = this.random.below(100);
    if (draw < 35) return this.update('@depth@100ms');
    if (draw < 45) return this.update('@depth20@100ms');
    if (draw < 65) return this.best();
    if (draw < 95) return this.trade();
    return this.random.pick(OTHERS);
  }

  private update(suffix: string): string {
    const symbol = this.symbol();
    const isFutures = this.random.chance(0.5);
    const first = this.nextId();
    return this.envelope(symbol, suffix, [
      ['e', this.odd('"depthUpdate"')], ['E', this.odd(this.time())], ...(isFutures ? [['T', this.odd(this.time())]] as const : []), ['s', this.odd(`"${this.other(symbol)}"`)],
      ['U', this.odd(first)], ['u', this.odd(this.nextId())], ...(isFutures ? [['pu', this.odd(String(Number(first) - 1))]] as const : []),
      ['b', this.odd(this.levels())], ['a', this.odd(this.levels())], ...this.merged(isFutures, symbol),
    ]);
  }

  private best(): string {
    return this.envelope(this.symbol(), '@depth20@100ms', [['lastUpdateId', this.odd(this.nextId())], ['bids', this.odd(this.levels())], ['asks', this.odd(this.levels())]]);
  }

  private trade(): string {
    const symbol = this.symbol();
    const [isFutures, isAggregate] = [this.random.chance(0.5), this.random.chance(0.5)];
    const ids: Member[] = isAggregate ? [['a', this.odd(this.nextId())], ['f', '10'], ['l', '12']] : [['t', this.odd(this.nextId())]];
    return this.envelope(symbol, isAggregate ? '@aggTrade' : '@trade', [
      ['e', this.odd(isAggregate ? '"aggTrade"' : '"trade"')], ['E', this.odd(this.time())], ['s', this.odd(`"${this.other(symbol)}"`)], ...ids, ['p', this.odd(this.decimal())],
      ['q', this.odd(this.decimal())], ['T', this.odd(this.time())], ...(isFutures && !isAggregate ? [['X', this.odd('"MARKET"')]] as const : []),
      ['m', this.odd(this.random.chance(0.5) ? 'true' : 'false')], ...(isFutures ? [] : [['M', 'true']] as const), ...this.merged(isFutures, symbol),
    ]);
  }

  /** The fields that came with the merge of the futures markets. */
  private merged(isFutures: boolean, symbol: string): readonly Member[] {
    return isFutures && this.random.chance(0.5) ? [['st', this.odd('1')], ['ps', `"${symbol}"`]] : [];
  }

  private envelope(symbol: string, suffix: string, members: readonly Member[]): string {
    const stream = `"${this.random.chance(this.oddShare) ? this.other(symbol) : symbol.toLowerCase()}${suffix}"`;
    const all: readonly Member[] = [['stream', this.odd(stream)], ['data', this.odd(objectOf(this.disturbed(members)))]];
    return objectOf(this.disturbed(all));
  }

  /** Rarely in another order, one twice, or one missing. */
  private disturbed(members: readonly Member[]): readonly Member[] {
    if (!this.random.chance(this.oddShare)) return members;
    switch (this.random.below(3)) {
      case 0: return this.random.shuffled(members);
      case 1: return [...members, this.random.pick(members)];
      default: return members.slice(0, -1);
    }
  }

  private levels(): string {
    const count = this.random.chance(0.1) ? 0 : this.random.chance(0.01) ? this.random.below(1_200) : this.random.below(8);
    return `[${Array.from({ length: count }, () => `[${this.odd(this.decimal())},${this.odd(this.random.chance(0.3) ? '"0.00000000"' : this.decimal())}]`).join(',')}]`;
  }

  private odd(value: string): string {
    return this.random.chance(this.oddShare) ? this.random.pick(ODD_VALUES) : value;
  }

  private symbol(): string {
    return this.random.chance(0.02) ? this.random.pick(UNLISTED) : this.random.pick(LISTED);
  }

  private other(symbol: string): string {
    return this.random.chance(this.oddShare) ? this.random.pick(LISTED) : symbol;
  }

  private time(): string {
    this.timeMs += this.random.chance(0.001) ? this.random.below(1_000_000_000) : this.random.below(3);
    return String(this.timeMs);
  }

  private nextId(): string {
    this.id += this.random.below(5);
    return String(this.random.chance(0.001) ? this.id * 99_999 : this.id);
  }

  private decimal(): string {
    const digits = 1 + this.random.below(8);
    return `"${this.random.below(10 ** (1 + this.random.below(6)))}.${String(this.random.below(10 ** digits)).padStart(digits, '0')}"`;
  }
}

const OTHERS = [
  '{"result":null,"id":7}', '{"error":{"code":2,"msg":"Invalid request: unknown property"},"id":8}', '{"code":3,"msg":"Invalid JSON: expected value"}', '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1795176000000}}',
  '{"stream":"!miniTicker@arr","data":[]}', '{"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT","b":"1.0","B":"1.0","a":"2.0","A":"1.0"}}', '[1,2]', '{}', 'null', '', ' {"stream": "btcusdt@trade"}',
  '{"e":"trade","E":1795176000000,"s":"BTCUSDT","t":987654,"p":"2500.10","q":"0.4","T":1795176000000,"m":false,"M":true}',
];
