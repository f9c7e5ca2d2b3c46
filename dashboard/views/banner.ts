import type { PageState } from '../state/page-state';
import { byId, el } from './dom';
import { offlineWords } from './link-words';
import { whenChanged, type View } from './view';

/** What the reader must know before trusting anything below; undefined where all is well. */
const bannerWords = ({ link, config, isTokenRefused, clockOffsetMs }: PageState): string | undefined => {
  if (config.kind === 'failed') return config.reason;
  if (link.kind === 'offline') return offlineWords(link, clockOffsetMs);
  if (isTokenRefused) return 'This token opens nothing: it is wrong, expired or revoked.';
  return link.kind === 'locked' ? 'This page is read with a token.' : undefined;
};

export const bannerView = (onToken: () => void): View => {
  const root = byId('banner');
  return whenChanged((state) => [bannerWords(state)], (state) => {
    const words = bannerWords(state);
    root.hidden = words === undefined;
    root.replaceChildren(...(words === undefined ? [] : [words, ...(state.link.kind === 'locked' || state.isTokenRefused ? [el('button', { class: 'quiet', text: 'Give a token', onClick: onToken })] : [])]));
  });
};
