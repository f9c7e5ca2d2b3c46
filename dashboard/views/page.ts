import { marketTimeMs } from '../state/market-time';
import type { PageAction, PageState } from '../state/page-state';
import { opportunityRows } from '../state/rows';
import type { Store } from '../state/store';
import { refreshAges } from './ages';
import { alertsView } from './alerts';
import { bannerView } from './banner';
import { detailView } from './detail';
import { byId } from './dom';
import { healthView } from './health';
import { bindListKeys, focusRowOf } from './list-keys';
import { marksView, versionView } from './marks';
import { opportunitiesView } from './opportunities';
import { statusView } from './status';
import { makeTabs, type Tab } from './tabs';
import { toggleTheme } from './theme';
import { toastsView } from './toasts';
import { tokenDialog } from './token-dialog';
import { trackView } from './track';
import { usersView, type SetMuted } from './users';
import { whalesView } from './whales';

export interface PageActions {
  readonly onToken: (token: string) => void;
  readonly setMuted: SetMuted;
  /** A view was chosen: what it shows may be old. */
  readonly onTab: (tab: Tab) => void;
}

/** Below it one column is shown, and an opened opportunity takes the list's place. */
const NARROW = '(max-width: 900px)';

/** A first look at a wide page shows what an opportunity is made of; after that the reader chooses. */
const openFirst = (store: Store<PageState, PageAction>): void => {
  let isDone = window.matchMedia(NARROW).matches;
  store.subscribe(() => {
    const { lines, openedId, isCaughtUp } = store.get();
    if (openedId !== undefined) isDone = true;
    if (isDone || !isCaughtUp) return;
    const first = opportunityRows(lines).find(({ decision }) => decision?.decision === 'accepted');
    if (first === undefined) return;
    isDone = true;
    store.dispatch({ kind: 'open', id: first.id });
  });
};

/** Builds the page's parts and shows each change, at most once for each frame, and the passing of time each second. */
export const showPage = (store: Store<PageState, PageAction>, { onToken, setMuted, onTab }: PageActions): void => {
  const nowMs = (): number => Date.now() + store.get().clockOffsetMs;
  const list = byId('opportunities');
  const choose = makeTabs((tab) => {
    window.scrollTo({ top: 0 });
    onTab(tab);
  });
  const open = (id: string): void => {
    choose('radar');
    store.dispatch({ kind: 'open', id });
    if (window.matchMedia(NARROW).matches) requestAnimationFrame(() => { document.querySelector<HTMLElement>('.close')?.focus(); });
  };
  const close = (): void => {
    const { openedId } = store.get();
    store.dispatch({ kind: 'close' });
    if (openedId !== undefined) requestAnimationFrame(() => { focusRowOf(list, openedId); });
  };
  const dialog = tokenDialog(onToken);
  const views = [
    marksView(), versionView(), statusView(nowMs, { onToken: () => { dialog.open(); }, onTheme: toggleTheme }), bannerView(() => { dialog.open(); }), opportunitiesView(open), detailView(close), alertsView(open),
    whalesView(), trackView(), healthView(nowMs), usersView(setMuted),
    toastsView({ onOpen: open, onGone: (id) => { store.dispatch({ kind: 'notice-gone', id }); } }),
  ];
  bindListKeys({ list, isShown: () => !byId('radar').hidden, onEscape: close });
  openFirst(store);

  let isAsked = false;
  const render = (): void => {
    isAsked = false;
    for (const view of views) view(store.get());
    refreshAges(nowMs(), marketTimeMs(store.get(), nowMs()));
  };
  store.subscribe(() => {
    if (!isAsked) requestAnimationFrame(render);
    isAsked = true;
  });
  window.setInterval(render, 1_000);
  render();
};
