import { MARKET } from '../../../core/contracts/common';
import type { PageConfig } from '../../../core/contracts/page-config';
import { loadedAt } from '../../../dashboard/state/answer';
import { foreignMarket } from '../../../dashboard/state/foreign-market';
import { INITIAL_STATE } from '../../../dashboard/state/page-state';
import { reduce } from '../../../dashboard/state/reduce';

const CONFIG: PageConfig = { schema: 'page-config.v1', market: 'live', speed: 1, anchor_ms: 0, stream_url: null, open_reads: true, code_version: null };

describe('where a line is from', () => {
  test('one of the market that the header names needs no mark of its own, every other does', () => {
    for (const own of MARKET.options) {
      const state = reduce(INITIAL_STATE, { kind: 'config', answer: loadedAt({ ...CONFIG, market: own }, 0) });
      for (const market of MARKET.options) expect(foreignMarket(state, market)).toBe(market === own ? undefined : market);
    }
  });

  test('while no header names a market, each line names its own', () => {
    expect(foreignMarket(INITIAL_STATE, 'simulated')).toBe('simulated');
  });
});
