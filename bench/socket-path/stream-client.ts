import { topicOf } from '../../adapters/exchanges/bybit/topics';
import type { Instrument } from '../../core/market/instrument';
import type { StreamFacts } from './stream-file';

/** Connects, subscribes, takes the whole stream in and tells what a frame cost and what was found. */
export type StreamClient = (url: string, facts: StreamFacts, onDone: (cpuNsPerFrame: number, answer: string | null) => void) => void;

export const allTopics = (instruments: readonly Instrument[]): string[] =>
  instruments.flatMap(({ symbol }) => [topicOf('tickers', symbol), topicOf('bookticker', symbol), topicOf('candle.3', symbol)]);
