import type { Market } from '../../core/contracts/common';
import type { PageState } from './page-state';

/** The market of a line where the page's header names another one, as after a simulated run in the same folder; undefined where the header's mark holds. */
export const foreignMarket = ({ config }: Pick<PageState, 'config'>, market: Market): Market | undefined =>
  (config.kind === 'loaded' && config.value.market === market ? undefined : market);
