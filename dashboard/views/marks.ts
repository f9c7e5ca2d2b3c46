import { byId, el, setText } from './dom';
import { plain } from './format';
import { whenChanged, type View } from './view';
import { MARKET_MARKS } from './words';

/** Which code is running, for whoever reports a fault. */
export const versionView = (): View => whenChanged(({ config }) => [config], ({ config }) => {
  const version = config.kind === 'loaded' ? config.value.code_version : null;
  setText(byId('version'), version === null ? '' : `Version ${plain(version)}`);
});

/** Where the data comes from, and that nothing is traded: always in sight. */
export const marksView = (): View => {
  const root = byId('marks');
  return whenChanged(({ config }) => [config], ({ config }) => {
    // Until the market is known the longest mark keeps its place, so that nothing moves when it comes.
    const mark = config.kind === 'loaded' ? MARKET_MARKS[config.value.market] : MARKET_MARKS.simulated;
    root.replaceChildren(
      ...(mark === undefined ? [] : [el('span', { class: config.kind === 'loaded' ? 'mark market' : 'mark market kept-place', text: mark, attributes: { title: 'Not a live market' } })]),
      el('span', { class: 'mark paper', attributes: { title: 'Nothing is traded' } }, el('b', { text: 'PAPER' }), el('span', { class: 'wide-only', text: ' no orders are sent' })),
    );
  });
};
