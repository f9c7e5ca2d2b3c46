import type { Market } from '../../core/contracts/common';
import { el } from './dom';
import { MARKET_MARKS } from './words';

/** Said beside what is of another market than the header names; nothing for undefined. */
export const marketMark = (foreign: Market | undefined): readonly HTMLElement[] => (foreign === undefined ? []
  : [el('span', { class: 'mark market', text: MARKET_MARKS[foreign] ?? 'LIVE', attributes: { title: 'Not of the market that this page follows' } })]);
