import { backOffMs } from './back-off';

/** A rule was broken or the token opens nothing: coming back with the same would end the same. */
const POLICY = 1008;
/** A connection that neither opens nor speaks for so long is taken for dead. */
const OPEN_MS = 10_000;

export interface SocketLinkSettings {
  readonly url: string;
  /** The sub-protocol `tapewatch` says that a token follows as the first message. */
  readonly announcesToken: boolean;
  /** What is sent when it has opened; undefined: nothing. */
  readonly hello: () => object | undefined;
  /** One message as parsed JSON. What it throws costs the connection, which is then tried again. */
  readonly onMessage: (raw: unknown) => void;
  readonly onLost: () => void;
  readonly onRefused: () => void;
}

export interface SocketLink {
  stop(): void;
}

/** A WebSocket that comes back by itself, with growing, random waits, until it is stopped or refused. */
export const openSocketLink = ({ url, announcesToken, hello, onMessage, onLost, onRefused }: SocketLinkSettings): SocketLink => {
  let attempt = 0;
  let isStopped = false;
  let timer: number | undefined;
  let socket: WebSocket | undefined;

  const hear = (data: unknown): void => {
    try {
      onMessage(JSON.parse(String(data)));
      attempt = 0;
    } catch {
      socket?.close();
    }
  };

  const onClose = (code: number): void => {
    window.clearTimeout(timer);
    if (isStopped) return;
    if (code === POLICY) {
      onRefused();
      return;
    }
    onLost();
    timer = window.setTimeout(connect, backOffMs(attempt, Math.random));
    attempt += 1;
  };

  function connect(): void {
    const opening = new WebSocket(url, announcesToken ? ['tapewatch'] : []);
    socket = opening;
    timer = window.setTimeout(() => { opening.close(); }, OPEN_MS);
    opening.addEventListener('open', () => {
      window.clearTimeout(timer);
      const first = hello();
      if (first !== undefined) opening.send(JSON.stringify(first));
    });
    opening.addEventListener('message', ({ data }) => { hear(data); });
    opening.addEventListener('close', ({ code }) => { onClose(code); });
  }

  connect();
  return {
    stop: () => {
      isStopped = true;
      window.clearTimeout(timer);
      socket?.close();
    },
  };
};
