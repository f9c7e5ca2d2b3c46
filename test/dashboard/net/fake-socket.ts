/** A browser's WebSocket as far as the page uses it; a test plays the server. */
export class FakeSocket {
  /** In the order in which they were opened. */
  static opened: FakeSocket[] = [];
  readonly sent: string[] = [];
  isClosed = false;
  private readonly listeners: [string, (event: object) => void][] = [];

  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }

  addEventListener(kind: string, listener: (event: object) => void): void { this.listeners.push([kind, listener]); }

  send(text: string): void { this.sent.push(text); }

  close(): void { this.isClosed = true; }

  open(): void { this.happen('open', {}); }

  tell(message: object): void { this.happen('message', { data: JSON.stringify(message) }); }

  end(code: number): void { this.happen('close', { code }); }

  private happen(kind: string, event: object): void {
    for (const [heard, listener] of this.listeners) if (heard === kind) listener(event);
  }
}

/** In place of the browser's: its WebSocket, and clocks that the test moves. */
export const playBrowser = (): void => {
  const { WebSocket: own } = globalThis;
  beforeEach(() => {
    jest.useFakeTimers();
    FakeSocket.opened = [];
    Object.assign(globalThis, { WebSocket: FakeSocket });
  });
  afterEach(() => {
    jest.useRealTimers();
    globalThis.WebSocket = own;
  });
};

export const lastSocket = (): FakeSocket => {
  const last = FakeSocket.opened.at(-1);
  if (last === undefined) throw new Error('no WebSocket was opened');
  return last;
};
