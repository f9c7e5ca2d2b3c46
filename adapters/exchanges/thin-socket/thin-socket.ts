import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { FeedSocket, FeedSocketListener, FeedSocketOptions, OpenFeedSocket } from '../feed-socket';
import { clientFrame, closeFrame, OPCODE } from './client-frame';
import { FrameError } from './frame-header';
import { ArenaReader } from './arena-reader';
import { Upgrade } from './upgrade';

/** A socket read by our own frame reader. TLS certificates are verified by Node's defaults, as everywhere. */
export const openThinSocket: OpenFeedSocket = (url, options, listener) => new ThinSocket(new URL(url), options, listener);

type State = 'upgrading' | 'open' | 'closing' | 'over';

class ThinSocket implements FeedSocket {
  private state: State = 'upgrading';
  private closeCode = 1_006;
  private pendingPongs = 0;
  private readonly reader: ArenaReader;
  private readonly upgrade: Upgrade;
  private readonly socket: Socket;
  /** The one timer: of the connect, then of the pauses between reads, at last of the closing handshake. */
  private timer: NodeJS.Timeout;
  private readonly pongSent = (): void => { this.pendingPongs -= 1; };

  constructor(url: URL, private readonly options: FeedSocketOptions, private readonly listener: FeedSocketListener) {
    this.reader = new ArenaReader(options, {
      message: (bytes, start, end) => { listener.frame(bytes, start, end); },
      ping: (payload) => { this.answerPing(payload); },
      pong: () => { listener.control(); },
      close: (code) => { this.sayGoodbye(code); },
      broken: (error) => { this.fail(error); },
    });
    this.upgrade = new Upgrade(url);
    this.timer = setTimeout(() => { this.fail(new Error(`no WebSocket upgrade within ${options.connectTimeoutMs} ms`)); }, options.connectTimeoutMs);
    this.socket = this.connect(url);
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  send(text: string): void {
    if (this.isOpen) this.socket.write(clientFrame(OPCODE.text, Buffer.from(text)));
  }

  ping(): void {
    if (this.isOpen) this.socket.write(clientFrame(OPCODE.ping, Buffer.alloc(0)));
  }

  async end(): Promise<void> {
    this.finish();
    if (this.socket.closed) return;
    await new Promise<void>((resolve) => {
      this.socket.once('close', () => { resolve(); });
      this.socket.destroy();
    });
  }

  private connect(url: URL): Socket {
    const isSecure = url.protocol === 'wss:';
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const onread = { buffer: this.reader.readArea, callback: (count: number): boolean => this.received(count) };
    const options: TcpNetConnectOpts & ConnectionOptions = {
      host, port: Number(url.port) || (isSecure ? 443 : 80), noDelay: true, onread,
      ...(isSecure ? { servername: isIP(host) === 0 ? host : '', ALPNProtocols: ['http/1.1'] } : {}),
    };
    const socket = isSecure ? connectTls(options) : connectTcp(options);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => { socket.write(this.upgrade.request()); });
    socket.on('error', (error: Error) => { this.fail(error); });
    socket.on('close', () => { this.gone(); });
    return socket;
  }

  /** Bytes have been read into the reader's memory. False pauses reading. */
  private received(count: number): boolean {
    if (this.state === 'open') this.reader.take(count);
    else if (this.state === 'upgrading') this.takeAnswer(count);
    if (this.options.readEveryMs === 0 || !this.isOpen) return true;
    this.timer.refresh();
    return false;
  }

  private takeAnswer(count: number): void {
    const taken = this.readAnswer(count);
    if (taken?.answer.kind === 'upgraded') {
      this.opened();
      this.reader.take(count, taken.frameStart);
    } else if (taken !== undefined) {
      this.finish();
      this.listener.refused(taken.answer.status, taken.answer.retryAfter);
      this.socket.destroy();
    }
  }

  private readAnswer(count: number): ReturnType<Upgrade['take']> {
    try {
      return this.upgrade.take(this.reader.readArea.subarray(0, count));
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }

  private opened(): void {
    const { readEveryMs } = this.options;
    this.state = 'open';
    clearTimeout(this.timer);
    if (readEveryMs > 0) this.timer = setTimeout(() => { this.socket.resume(); }, readEveryMs);
    this.listener.opened();
  }

  private answerPing(payload: Buffer): void {
    if (this.pendingPongs >= this.options.maxPendingPongs) {
      this.fail(new FrameError(`more than ${this.options.maxPendingPongs} pings await their pongs: the peer does not read them`, 1_008));
      return;
    }
    this.pendingPongs += 1;
    this.socket.write(clientFrame(OPCODE.pong, payload), this.pongSent);
    this.listener.control();
  }

  /** The peer closes: its frame is echoed, then it is the peer who ends the connection (RFC 6455, 7.1.1), within a limit. */
  private sayGoodbye(code: number): void {
    this.state = 'closing';
    this.closeCode = code;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.socket.destroy(); }, this.options.closeTimeoutMs);
    this.socket.end(closeFrame(code));
    this.socket.resume();
  }

  /** Tells the peer why, if there is one to tell, then the listener, and cuts. */
  private fail(error: Error): void {
    if (this.state === 'over') return;
    if (this.isOpen && error instanceof FrameError) this.socket.write(closeFrame(error.closeCode));
    this.finish();
    this.listener.failed(error);
    this.socket.destroy();
  }

  private gone(): void {
    if (this.state === 'over') return;
    const isUpgrading = this.state === 'upgrading';
    this.finish();
    if (isUpgrading) this.listener.failed(new Error('the connection was closed before the WebSocket upgrade'));
    else this.listener.closed(this.closeCode);
  }

  /** Nothing more reaches the listener, and no timer is left. */
  private finish(): void {
    this.state = 'over';
    this.reader.stop();
    clearTimeout(this.timer);
  }
}
