import type { DepthSymbol } from '../../market/depth/depth-symbol';
import { longBar } from '../../market/depth/long-bars';
import type { LevelTexts } from './level-texts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const USUAL_TRADE_USDT = 400;

export const INTERVALS: Readonly<Record<string, number>> = { '1m': 1, '1h': HOUR_MINUTES };

interface Span { readonly fromMs: number | undefined; readonly toMs: number; readonly limit: number }

/** First to last bar of the page: the first `limit` from the start where one is named, else the newest. */
const pageOf = (newest: number, minutes: number, { fromMs, toMs, limit }: Span): readonly [first: number, last: number] => {
  const last = Math.min(Math.floor(toMs / MINUTE_MS / minutes) * minutes, Math.floor(newest / minutes) * minutes);
  if (fromMs === undefined) return [last - (limit - 1) * minutes, last];
  const first = Math.ceil(fromMs / MINUTE_MS / minutes) * minutes;
  return [first, Math.min(last, first + (limit - 1) * minutes)];
};

/**
 * Rows of `klines`, oldest first, the last one perhaps forming: `[openTime, o, h, l, c, volume, closeTime, quoteVolume, trades, takerBuyBase,
 * takerBuyQuote, ignore]`. Takers' shares are not kept: half of the volume stands for them, and the number of trades is an estimate.
 */
export const klineRows = (symbol: DepthSymbol, texts: LevelTexts, minutes: number, span: Span, skewMs: number): readonly (readonly (string | number)[])[] => {
  const [first, last] = pageOf(symbol.bars.series.lastMinute, minutes, span);
  const rows = [];
  for (let minute = first; minute <= last; minute += minutes) {
    const bar = longBar(symbol, minute, minutes);
    const openMs = minute * MINUTE_MS + skewMs;
    rows.push([
      openMs, texts.price(bar.open), texts.price(bar.high), texts.price(bar.low), texts.price(bar.close), texts.quantity(bar.volume),
      openMs + minutes * MINUTE_MS - 1, bar.turnover.toFixed(8), bar.volume > 0 ? Math.ceil(bar.turnover / USUAL_TRADE_USDT) : 0,
      texts.quantity(Math.floor(bar.volume / 2)), (bar.turnover / 2).toFixed(8), '0',
    ]);
  }
  return rows;
};
