import { CLOSE, SocketClient, type SocketClientOptions } from './socket-client';

/** One page that follows the activity log. It says nothing once it is served. */
export class ActivityClient extends SocketClient {
  constructor(options: SocketClientOptions) {
    super(options);
    options.wire.on('drain', () => { this.behindSinceMs = undefined; });
    this.now = () => options.time().elapsedMs;
  }

  private readonly now: () => number;

  /** Sends a feed. A page that does not read is cut after a while and asks again from where it was. */
  deliver(text: string): void {
    if (!this.fits(0)) this.behindSinceMs ??= this.now();
    this.say(text);
  }

  protected override told(): void {
    this.cut(CLOSE.policy, 'bad message');
  }
}
