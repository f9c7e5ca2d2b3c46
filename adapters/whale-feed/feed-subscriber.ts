import type { WebSocket } from 'ws';
import { parseJson } from '../../core/contracts/contract';
import { parseWhaleFeedHello } from '../../core/contracts/whale-feed';
import { TimerSet } from '../exchanges/timer-set';
import { isSameSecret } from '../stream-tokens/token-text';

export interface SubscriberLimits {
  /** From the upgrade to the token. */
  readonly helloMs: number;
  /** Bytes that may wait for a stream task besides its snapshot. */
  readonly maxQueuedBytes: number;
}

export interface SubscriberOptions {
  readonly socket: WebSocket;
  readonly token: string;
  readonly limits: SubscriberLimits;
  /** Called once, when the token was right: the first text that the subscriber gets. */
  readonly welcome: () => string;
  readonly onProblem: (cause: string) => void;
}

const WRONG = 1008;
const TOO_SLOW = 1013;

/** One stream task on the scanner's side: nothing is sent to it before it has said the token, and nothing piles up for it. */
export class FeedSubscriber {
  private readonly timers = new TimerSet();
  private isWelcome = false;
  private allowance = 0;

  constructor(private readonly options: SubscriberOptions) {
    const { socket, limits } = options;
    socket.on('message', (data: Buffer, isBinary) => { this.heard(isBinary ? '' : data.toString()); });
    socket.on('close', () => { this.timers.clear(); });
    this.timers.after('hello', limits.helloMs, () => { this.cut(WRONG, 'no token'); });
  }

  /** Sends one message to a subscriber that is welcome; cuts it where too much waits already. */
  send(text: string): void {
    const { socket } = this.options;
    if (!this.isWelcome || socket.readyState !== socket.OPEN) return;
    // Without the message at hand: one that is larger than the limit must not cut whoever reads well.
    if (socket.bufferedAmount > this.allowance) this.cut(TOO_SLOW, 'does not read');
    else socket.send(text, ignoreSendError);
  }

  private heard(text: string): void {
    if (this.isWelcome) return;
    if (!isSameSecret(tokenIn(text), this.options.token)) {
      this.cut(WRONG, 'wrong token');
      return;
    }
    this.timers.cancel('hello');
    this.isWelcome = true;
    const welcome = this.options.welcome();
    this.allowance = welcome.length + this.options.limits.maxQueuedBytes;
    this.send(welcome);
  }

  private cut(code: number, cause: string): void {
    this.options.onProblem(cause);
    this.options.socket.close(code, cause);
    // What does not read does not answer a goodbye either.
    this.timers.after('end', 1_000, () => { this.options.socket.terminate(); });
  }
}

const tokenIn = (text: string): string => {
  try {
    return parseJson(parseWhaleFeedHello, text).token;
  } catch {
    return '';
  }
};

const ignoreSendError = (): void => { /* a failed send surfaces as the socket's own close */ };
