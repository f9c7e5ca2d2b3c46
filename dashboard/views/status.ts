import { marketTimeMs } from '../state/market-time';
import type { PageState } from '../state/page-state';
import { byId, el, setText } from './dom';
import { clock, plural } from './format';
import { worstHealth } from './health-words';
import { linkWords } from './link-words';
import type { View } from './view';

const marketClock = (state: PageState, nowMs: number): string => {
  const timeMs = marketTimeMs(state, nowMs);
  if (timeMs === undefined || state.config.kind !== 'loaded') return '';
  const { speed } = state.config.value;
  return `${clock(timeMs)} UTC${speed === 1 ? '' : ` ×${speed}`}`;
};

export interface StatusActions {
  readonly onToken: () => void;
  readonly onTheme: () => void;
}

/** Connection, health in a word, the market's clock, token and theme. `nowMs` is the server's time. */
export const statusView = (nowMs: () => number, { onToken, onTheme }: StatusActions): View => {
  const connection = el('span', { class: 'pill', attributes: { id: 'connection', role: 'status' } });
  const health = el('span', { class: 'pill', attributes: { id: 'health-pill' } });
  const time = el('span', { class: 'clock', attributes: { id: 'market-clock', title: 'Market time' } });
  const token = el('button', { class: 'quiet', onClick: onToken });
  byId('status').append(connection, health, time, token, el('button', { class: 'quiet', text: 'Theme', attributes: { title: 'Dark or light' }, onClick: onTheme }));
  return (state) => {
    connection.className = `pill link-${state.link.kind}`;
    setText(connection, linkWords(state.link, state.clockOffsetMs));
    const { status, count } = worstHealth(state.lines, nowMs());
    health.className = `pill health-${status}`;
    health.hidden = status === 'ok';
    setText(health, status === 'ok' ? '' : `${plural(count, 'part')} ${status}`);
    setText(time, marketClock(state, nowMs()));
    setText(token, state.hasToken ? 'Token ✓' : 'Token');
  };
};
