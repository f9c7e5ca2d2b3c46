import { createHash, randomBytes } from 'node:crypto';

/** RFC 6455, 1.3. */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** As much as Node's own HTTP parser takes. */
const MAX_HEAD_BYTES = 16_384;
const STATUS_LINE = /^HTTP\/1\.1 (\d{3})(?: |$)/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/;
const BEGINNING = 'HTTP/1.1 ';
const HEAD_END = '\r\n\r\n';

export type UpgradeAnswer =
  | { readonly kind: 'upgraded' }
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfter: string | undefined };

/** The opening handshake of one connection (RFC 6455, 4.1): what to ask, and what the answer means. No extension, no subprotocol. */
export class Upgrade {
  private readonly key = randomBytes(16).toString('base64');
  private head = '';

  constructor(private readonly url: URL) {}

  request(): string {
    const { pathname, search, host, username, password } = this.url;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const authorization = credentials === ':' ? '' : `Authorization: Basic ${Buffer.from(credentials).toString('base64')}\r\n`;
    return `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`
      + `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${this.key}\r\n${authorization}\r\n`;
  }

  /**
   * Takes the answer as it arrives. `frameStart` is where in these `bytes` the head has ended. Undefined while it is incomplete; throws an
   * Error for what is no HTTP answer, is too long, or agrees to what was not asked.
   */
  take(bytes: Buffer): { readonly answer: UpgradeAnswer; readonly frameStart: number } | undefined {
    const before = this.head.length;
    this.head += bytes.toString('latin1');
    if (!BEGINNING.startsWith(this.head.slice(0, BEGINNING.length))) throw new Error('the answer is not HTTP/1.1');
    let from = 0;
    for (;;) {
      const end = this.head.indexOf(HEAD_END, from);
      if (end < 0) break;
      const answer = judge(this.head.slice(from, end), this.key);
      from = end + HEAD_END.length;
      if (answer !== undefined) return { answer, frameStart: from - before };
    }
    if (this.head.length > MAX_HEAD_BYTES) throw new Error(`the answer's head is longer than ${MAX_HEAD_BYTES} bytes`);
    return undefined;
  }
}

/** Undefined for an interim answer, such as 103: the real one follows (RFC 9110, 15.2). */
const judge = (head: string, key: string): UpgradeAnswer | undefined => {
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = Number(STATUS_LINE.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) throw new Error(`the answer is not HTTP/1.1 but "${statusLine.slice(0, 60).replace(/[^\x20-\x7e]/g, '?')}"`);
  const headers = readHeaders(lines);
  if (status >= 200) return { kind: 'refused', status, retryAfter: headers.get('retry-after') };
  if (status !== 101) return undefined;
  assertAgreed(headers, key);
  return { kind: 'upgraded' };
};

/** By lower-case name; of a repeated header the first counts. */
const readHeaders = (lines: readonly string[]): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error('the answer has a malformed header line');
    if (!headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), value);
  }
  return headers;
};

const assertAgreed = (headers: ReadonlyMap<string, string>, key: string): void => {
  const accept = createHash('sha1').update(key + ACCEPT_GUID).digest('base64');
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') throw new Error('invalid Upgrade header');
  if (headers.get('sec-websocket-accept') !== accept) throw new Error('invalid Sec-WebSocket-Accept header');
  for (const unasked of ['sec-websocket-extensions', 'sec-websocket-protocol']) {
    if (headers.has(unasked)) throw new Error(`the answer has a header ${unasked} and none was asked for`);
  }
};
