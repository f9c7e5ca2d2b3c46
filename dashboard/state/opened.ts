import type { Market } from '../../core/contracts/common';
import type { Signal } from '../../core/contracts/signal';
import { foreignMarket } from './foreign-market';
import type { PageState } from './page-state';
import { opportunityRow, type OpportunityRow } from './rows';

/** What stands above an opened opportunity. */
export interface OpenedHead extends Pick<Signal, 'symbol' | 'side' | 'opportunity_type' | 'confidence' | 'confidence_kind'> {
  readonly foreign: Market | undefined;
}

export const openedRow = ({ openedId, lines }: Pick<PageState, 'openedId' | 'lines'>): OpportunityRow | undefined =>
  (openedId === undefined ? undefined : opportunityRow(lines, openedId));

/** By the log, which is first to know; what the log holds no longer, by the answer. Undefined while neither says anything. */
export const openedHead = (state: PageState): OpenedHead | undefined => {
  const row = openedRow(state);
  const signal = state.detail.kind === 'loaded' ? state.detail.value.signal : undefined;
  const said = row?.decision ?? row?.finding ?? signal;
  if (said === undefined) return undefined;
  const { symbol, side, opportunity_type, confidence, confidence_kind, market } = said;
  return { symbol, side, opportunity_type, confidence, confidence_kind, foreign: foreignMarket(state, market) };
};
