import type { AlertStateStore } from '../../adapters/aws/alert-state-store';
import type { DeliveryStore } from '../../adapters/aws/delivery-store';
import type { MarketClock } from '../../adapters/clock';
import { LINK_PATH } from '../../adapters/links/link-url';
import { advance } from '../../core/alerts/delivery/ledger';
import { useLink, type LinkGrant } from '../../core/alerts/plan/links';
import type { DeliveryRow } from '../../core/contracts/delivery';
import type { User } from '../../core/contracts/user';
import type { ApiAnswer } from './http';
import { askPage, donePage, refusalPage, wrongPage } from './link-page';

export interface LinkRequest {
  readonly method: 'GET' | 'POST';
  /** `/l/<token>`, without a query. */
  readonly path: string;
}

export interface LinkPorts {
  /** The grant of a token that was signed here; undefined for any other text. */
  readonly verify: (token: string) => LinkGrant | undefined;
  readonly users: { get(userId: string): Promise<User | undefined> };
  readonly states: Pick<AlertStateStore, 'state' | 'commit'>;
  readonly deliveries: DeliveryStore;
  /** The market's: when a link expires, and until when a symbol is silent. */
  readonly clock: MarketClock;
  /** The machine's: what the ledger's rows are stamped with. */
  readonly nowMs: () => number;
  /** Waits before another attempt on what others change too. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Told of the row that was read. */
  readonly onChanged?: (row: DeliveryRow) => void;
}

const MAX_ATTEMPTS = 8;

/**
 * The pages behind the links of a message. Programs that look into mail open every link in it, so GET shows a button and changes
 * nothing; the press of it (POST) uses the link, once, under a condition on the version of the user's state. Who pressed it has read
 * the message, so its row of the ledger becomes `read`, also by a second press where the first died in between.
 */
export const makeLinkPages = (ports: LinkPorts): ((request: LinkRequest) => Promise<ApiAnswer>) => {
  const { verify, users, states, deliveries, clock, nowMs, pause, onChanged } = ports;

  const markRead = async ({ alertId, userId, channelId }: LinkGrant): Promise<void> => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(attempt);
      const stored = await deliveries.get({ alert_id: alertId, user_id: userId, channel_id: channelId });
      const answer = stored && advance(stored.row, { kind: 'read' }, nowMs());
      if (stored === undefined || answer?.kind !== 'changed') return;
      if (await deliveries.replace(stored, answer.row) === undefined) continue;
      onChanged?.(answer.row);
      return;
    }
  };

  const use = async (grant: LinkGrant, user: User): Promise<'done' | 'used' | 'expired' | 'busy'> => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(attempt);
      const { state, version } = await states.state(user.user_id);
      const answer = useLink(grant, user, state, clock.nowMs());
      if (answer.kind === 'refused') return answer.reason === 'used' ? 'used' : 'expired';
      const written = await states.commit(user.user_id, { state: answer.state, version }, []);
      if (written.kind === 'committed') return 'done';
    }
    return 'busy';
  };

  const show = async (grant: LinkGrant, user: User): Promise<ApiAnswer> => {
    const { state } = await states.state(user.user_id);
    const answer = useLink(grant, user, state, clock.nowMs());
    if (answer.kind === 'accepted') return askPage(grant, user);
    return refusalPage(answer.reason === 'used' ? 'used' : 'expired', user);
  };

  return async ({ method, path }) => {
    const grant = path.startsWith(LINK_PATH) ? verify(path.slice(LINK_PATH.length)) : undefined;
    const user = grant && await users.get(grant.userId);
    if (grant === undefined || user === undefined) return wrongPage();
    if (method === 'GET') return show(grant, user);
    const outcome = await use(grant, user);
    if (outcome === 'done' || outcome === 'used') await markRead(grant);
    return outcome === 'done' ? donePage(grant, user) : refusalPage(outcome, user);
  };
};
