import { CLOSE, SocketClient, type SocketClientOptions } from './socket-client';

/** One page that follows the activity log. It says nothing once it is served. */
export class ActivityClient extends SocketClient {
  private readonly now: () => number;

  constructor(options: SocketClientOptions) {
    super(options);
    options.wire.on('drain', () => { this.behindSinceMs = undefined; });
    this.now = () => options.time().elapsedMs;
  }

  /** Sends a feed and resolves when the connection has taken it, or is gone. A page that does not read is cut after a while and asks again from where it was. */
  deliver(text: string): Promise<void> {
    if (!this.fits(0)) this.behindSinceMs ??= this.now();
    return new Promise((resolve) => { this.say(text, resolve); });
  }

  protected override told(): void {
    this.cut(CLOSE.policy, 'bad message');
  }
}
