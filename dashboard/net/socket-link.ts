import { fullJitterDelayMs } from '../../core/retry/full-jitter';

/** A rule was broken or the token opens nothing: coming back with the same would end the same. */
const POLICY = 1008;
/** What browsers call an end without a word (RFC 6455, 7.1.5). */
const LOST = 1006;
/** A connection that neither opens nor speaks for so long is taken for dead. */
const OPEN_MS = 10_000;

export type Loss = 'closed' | 'silent';

export interface SocketLinkSettings {
  readonly url: string;
  /** The sub-protocol `tapewatch` says that a token follows as the first message. */
  readonly announcesToken: boolean;
  /** What is sent when it has opened; undefined: nothing. */
  readonly hello: () => object | undefined;
  /** After so long without a message the connection is taken for lost: a network that went away says nothing. Undefined: silence is in order. */
  readonly silenceMs?: number;
  /** One message as parsed JSON. What it throws costs the connection, which is then tried again. */
  readonly onMessage: (raw: unknown) => void;
  /** `silent`: nothing was heard for `silenceMs`; other links of the same network may be as dead. */
  readonly onLost: (why: Loss) => void;
  readonly onRefused: () => void;
}

export interface SocketLink {
  stop(): void;
}

export interface ReopenableLink extends SocketLink {
  /** Leaves a connection that may be dead without having said so, and comes back as after a loss. */
  reopen(): void;
}

/** A WebSocket that comes back by itself, with growing, random waits, until it is stopped or refused. */
export const openSocketLink = ({ url, announcesToken, hello, silenceMs, onMessage, onLost, onRefused }: SocketLinkSettings): ReopenableLink => {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Undefined between two connections, and after the last. */
  let socket: WebSocket | undefined;

  /** A closed one is left at once: where the network went away, its end would come a minute later. */
  const leave = (left: WebSocket, code: number, why: Loss = 'closed'): void => {
    if (socket !== left) return;
    socket = undefined;
    clearTimeout(timer);
    left.close();
    if (code === POLICY) {
      onRefused();
      return;
    }
    onLost(why);
    timer = setTimeout(connect, fullJitterDelayMs(attempt, Math.random));
    attempt += 1;
  };

  const within = (ms: number | undefined, one: WebSocket, why: Loss = 'silent'): void => {
    clearTimeout(timer);
    if (ms !== undefined) timer = setTimeout(() => { leave(one, LOST, why); }, ms);
  };

  const hear = (one: WebSocket, data: unknown): void => {
    if (socket !== one) return;
    within(silenceMs, one);
    try {
      onMessage(JSON.parse(String(data)));
      attempt = 0;
    } catch {
      leave(one, LOST);
    }
  };

  function connect(): void {
    const one = new WebSocket(url, announcesToken ? ['tapewatch'] : []);
    socket = one;
    within(OPEN_MS, one, 'closed');
    one.addEventListener('open', () => {
      within(silenceMs, one);
      const first = hello();
      if (first !== undefined) one.send(JSON.stringify(first));
    });
    one.addEventListener('message', ({ data }) => { hear(one, data); });
    one.addEventListener('close', ({ code }) => { leave(one, code); });
  }

  connect();
  return {
    reopen: () => { if (socket !== undefined) leave(socket, LOST); },
    stop: () => {
      const last = socket;
      socket = undefined;
      clearTimeout(timer);
      last?.close();
    },
  };
};
