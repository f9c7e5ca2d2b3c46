import type { PageAction, PageState } from '../state/page-state';
import { opportunityRow } from '../state/rows';
import type { Store } from '../state/store';
import { answerOf } from './answer';
import type { Api } from './api';

/** Least time between two questions about the opened opportunity. */
const LEAST_MS = 1_000;
/** What was not there yet, because the log runs ahead of what it tells of, is asked for again. */
const RETRY_MS = 3_000;

/** What the log says of the opened one: where it changes, there is more to be had. */
const sayingsOf = ({ openedId, lines }: PageState): readonly unknown[] => {
  if (openedId === undefined) return [];
  const row = opportunityRow(lines, openedId);
  const deliveries = [...lines.delivery.values()].filter(({ entry }) => entry.alert_id === openedId);
  return [openedId, row?.decision, ...(row?.outcomes ?? []), ...deliveries];
};

/** Keeps what is known of the opened opportunity up to date: asks when it is opened, and again when the log says more of it. */
export const loadOpened = (store: Store<PageState, PageAction>, api: Api): void => {
  let sayings: readonly unknown[] = [];
  let lastMs = -Infinity;
  let timer: number | undefined;

  const load = async (): Promise<void> => {
    const { openedId: id } = store.get();
    if (id === undefined) return;
    lastMs = performance.now();
    const answer = await answerOf(api.opportunity(id));
    store.dispatch({ kind: 'detail', id, answer });
    if (answer.kind === 'failed' && store.get().openedId === id) schedule(RETRY_MS);
  };
  function schedule(waitMs: number): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { void load(); }, waitMs);
  }

  store.subscribe(() => {
    const next = sayingsOf(store.get());
    if (next.length === sayings.length && next.every((saying, index) => saying === sayings[index])) return;
    const isOther = next[0] !== sayings[0];
    sayings = next;
    if (next.length > 0) schedule(isOther ? 0 : Math.max(0, lastMs + LEAST_MS - performance.now()));
  });
};
