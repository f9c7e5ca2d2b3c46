import './net/no-eval';
import { makeApi } from './net/api';
import { loadOpened } from './net/detail-loader';
import { startPolls } from './net/polls';
import { clockKeeper, makeSession } from './net/session';
import { sessionTokens, takeTokenFromAddress } from './net/token';
import { INITIAL_STATE, type PageAction, type PageState } from './state/page-state';
import { reduce } from './state/reduce';
import { makeStore } from './state/store';
import { showPage } from './views/page';
import { applyChosenTheme } from './views/theme';

applyChosenTheme();
takeTokenFromAddress(sessionTokens);

const store = makeStore<PageState, PageAction>(reduce, INITIAL_STATE);
const token = (): string | undefined => sessionTokens.get();
const api = makeApi({ token, onClock: clockKeeper(store) });
const session = makeSession(store, api, token);

const beginAnew = (): void => {
  void session.start();
  void session.askUsers();
};

// A link with a token that is pasted into an open tab changes the fragment alone: nothing is loaded anew.
window.addEventListener('hashchange', () => { if (takeTokenFromAddress(sessionTokens)) beginAnew(); });

showPage(store, {
  onToken: (given) => {
    if (given === '') sessionTokens.forget();
    else sessionTokens.set(given);
    beginAnew();
  },
  onTab: (tab) => {
    if (tab === 'track') void session.askTrack();
    if (tab === 'health') void session.askQueues();
  },
  setMuted: (userId, channelId, isMuted) => { void session.setMuted(userId, channelId, isMuted); },
});
loadOpened(store, api);
void session.start().then(() => { startPolls(session); });
