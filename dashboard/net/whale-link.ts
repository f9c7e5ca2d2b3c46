import { parseWhaleStream, type ResumeRequest, type StreamTier, type WhaleStreamMessage } from '../../core/contracts/whale-stream';
import { tiersOf } from '../state/token-form';
import { openSocketLink, type ReopenableLink } from './socket-link';

export interface WhaleLinkSettings {
  readonly streamUrl: string;
  readonly token: string | undefined;
  readonly onMessage: (message: WhaleStreamMessage) => void;
  readonly onLost: () => void;
  /** The token opens none of the tiers that it may be of. */
  readonly onTokenRefused: () => void;
}

interface Door {
  readonly tier: StreamTier;
  readonly token: string | undefined;
}

/** From the highest tier to the public one, which needs no token. */
const doorsOf = (token: string | undefined): Door[] => [
  ...(token === undefined ? [] : tiersOf(token).map((tier) => ({ tier, token }))), { tier: 'public', token: undefined },
];

const openDoor = ({ tier, token }: Door, { streamUrl, onMessage, onLost }: WhaleLinkSettings, onRefused: () => void): ReopenableLink => {
  let resume: ResumeRequest['resume'] | undefined;
  const withToken = token === undefined ? {} : { token };
  const withResume = (): object => (resume === undefined ? {} : { resume });
  return openSocketLink({
    url: `${streamUrl}/${tier}`,
    announcesToken: token !== undefined,
    hello: () => (token === undefined && resume === undefined ? undefined : { ...withToken, ...withResume() }),
    onMessage: (raw) => {
      const message = parseWhaleStream(raw);
      resume = { stream_id: message.stream_id, sequence: message.sequence };
      onMessage(message);
    },
    onLost, onRefused,
  });
};

/**
 * Follows the large levels: the highest tier that the token opens, the public one otherwise. After a cut it asks for what it missed. Levels may be
 * silent for long: whether such a connection still lives is told by `/activity`, which never is.
 */
export const followWhales = (settings: WhaleLinkSettings): ReopenableLink => {
  const doors = doorsOf(settings.token);
  let link: ReopenableLink | undefined;
  const openNext = (): void => {
    const door = doors.shift();
    if (door === undefined) return;
    if (door.token === undefined && settings.token !== undefined) settings.onTokenRefused();
    link = openDoor(door, settings, () => {
      settings.onLost();
      openNext();
    });
  };
  openNext();
  return { stop: () => { link?.stop(); }, reopen: () => { link?.reopen(); } };
};
