import type { Instrument } from '../../core/market/instrument';
import { checkReader, makeCorpus, readerContestant } from '../decode/corpus';
import type { FrameReader } from '../decode/frame-reader';
import { ProductReader } from '../decode/product-reader';
import type { BenchCase } from '../harness/bench-case';
import { compare, interleave } from '../harness/measure';
import { BybitApiReader } from '../peers/bybit-api';
import { CcxtReader } from '../peers/ccxt';
import { TardisReader } from '../peers/tardis-dev';

/** Each peer in a process of its own: what one keeps in memory is not to be another's garbage to look through. */
const decodeAgainst = (name: string, timesCheaper: number, note: string, makePeer: (instruments: readonly Instrument[]) => FrameReader): BenchCase => ({
  name,
  isPinned: true,
  run: async (context) => {
    if (!context.hasPeers) return [];
    const corpus = makeCorpus(context);
    checkReader(corpus, makePeer(corpus.instruments));
    const peer = makePeer(corpus.instruments);
    const measured = await interleave(context, name, [
      readerContestant(corpus, new ProductReader(corpus.instruments), false),
      readerContestant(corpus, peer, false),
    ]);
    return [compare(measured, { figure: 'decode to fields', unit: 'ns/frame', ours: 'ours', peer: peer.name, goal: { timesCheaper }, note })];
  },
});

export const DECODE_PEERS: readonly BenchCase[] = [
  decodeAgainst('decode-bybit-api', 14, 'its message handler and an `update` handler that counts', () => new BybitApiReader()),
  decodeAgainst('decode-tardis', 18, 'its trade, book_ticker and derivative_ticker mappers', () => new TardisReader()),
  decodeAgainst('decode-ccxt', 85, 'its `client.onMessage` with markets loaded', (instruments) => new CcxtReader(instruments)),
];
