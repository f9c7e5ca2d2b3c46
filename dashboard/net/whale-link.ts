import { parseWhaleStream, type ResumeRequest, type WhaleStreamMessage } from '../../core/contracts/whale-stream';
import { openSocketLink, type SocketLink } from './socket-link';

export interface WhaleLinkSettings {
  readonly streamUrl: string;
  readonly token: string | undefined;
  readonly onMessage: (message: WhaleStreamMessage) => void;
  readonly onLost: () => void;
}

/** Follows the large levels: the operator's tier with a token that opens it, the public one otherwise. After a cut it asks for what it missed. */
export const followWhales = ({ streamUrl, token, onMessage, onLost }: WhaleLinkSettings): SocketLink => {
  let resume: ResumeRequest['resume'] | undefined;
  const tier = token === undefined ? 'public' : 'private';
  const withToken = token === undefined ? {} : { token };
  const withResume = (): object => (resume === undefined ? {} : { resume });
  let next: SocketLink | undefined;
  const link = openSocketLink({
    url: `${streamUrl}/${tier}`,
    announcesToken: token !== undefined,
    hello: () => (token === undefined && resume === undefined ? undefined : { ...withToken, ...withResume() }),
    onMessage: (raw) => {
      const message = parseWhaleStream(raw);
      resume = { stream_id: message.stream_id, sequence: message.sequence };
      onMessage(message);
    },
    onLost,
    onRefused: () => {
      onLost();
      if (token !== undefined) next = followWhales({ streamUrl, token: undefined, onMessage, onLost });
    },
  });
  return {
    stop: () => {
      link.stop();
      next?.stop();
    },
  };
};
