import type { PageState } from '../state/page-state';
import { tokenVerdict } from '../state/token-verdict';
import { byId, el } from './dom';
import { offlineWords } from './link-words';
import { whenChanged, type View } from './view';

const VERDICT_WORDS = {
  'nothing': 'This token opens nothing: it is wrong, expired or revoked.', 'levels alone': 'This token opens the large levels alone: the rest is opened by one of the private tier.',
} as const;

/** Words that a token would mend. */
const tokenWords = (state: PageState): string | undefined => {
  const verdict = tokenVerdict(state);
  if (verdict !== undefined) return VERDICT_WORDS[verdict];
  return state.link.kind === 'locked' ? 'This page is read with a token.' : undefined;
};

/** What the reader must know before trusting anything below; undefined where all is well. */
const bannerWords = (state: PageState): string | undefined => {
  if (state.config.kind === 'failed') return state.config.reason;
  return state.link.kind === 'offline' ? offlineWords(state.link, state.clockOffsetMs) : tokenWords(state);
};

export const bannerView = (onToken: () => void): View => {
  const root = byId('banner');
  return whenChanged((state) => [bannerWords(state), tokenWords(state)], (state) => {
    const words = bannerWords(state);
    root.hidden = words === undefined;
    root.replaceChildren(...(words === undefined ? [] : [words, ...(tokenWords(state) === undefined ? [] : [el('button', { class: 'quiet', text: 'Give a token', onClick: onToken })])]));
  });
};
