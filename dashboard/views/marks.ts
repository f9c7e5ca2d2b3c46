import { byId, el } from './dom';
import { whenChanged, type View } from './view';
import { MARKET_MARKS } from './words';

/** Where the data comes from, and that nothing is traded: always in sight. */
export const marksView = (): View => {
  const root = byId('marks');
  return whenChanged(({ config }) => [config], ({ config }) => {
    const mark = config.kind === 'loaded' ? MARKET_MARKS[config.value.market] : undefined;
    root.replaceChildren(
      ...(mark === undefined ? [] : [el('span', { class: 'mark market', text: mark, attributes: { title: 'Not a live market' } })]),
      el('span', { class: 'mark paper', attributes: { title: 'Nothing is traded' } }, el('b', { text: 'PAPER' }), el('span', { class: 'wide-only', text: ' no orders are sent' })),
    );
  });
};
