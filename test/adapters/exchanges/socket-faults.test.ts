import type { Socket } from 'node:net';
import { setDefaultCACertificates, getCACertificates, type TLSSocket } from 'node:tls';
import { TRANSPORTS, type FeedSocket } from '../../../adapters/exchanges/feed-socket';
import { DEFAULT_SOCKET_LIMITS, openSocket, type SocketLimits } from '../../../adapters/exchanges/open-socket';
import { selfSigned, type Identity } from '../../support/self-signed';
import { clientFrames, serveRaw, upgradeAnswer } from './raw-venue';
import { closeWith, continuation, text, wire } from './thin-socket/frames';
import { until } from '../../support/until';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of closers.splice(0).reverse()) await close(); });

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe.each(TRANSPORTS)('a socket over %s', (transport) => {
  const limits: SocketLimits = { ...DEFAULT_SOCKET_LIMITS, transport, connectTimeoutMs: 5_000 };

  const listen = (url: string, more: Partial<SocketLimits> = {}) => {
    const log: string[] = [];
    const socket: FeedSocket = openSocket(url, { ...limits, ...more }, {
      opened: () => { log.push('opened'); },
      frame: (bytes, start, end) => { log.push(bytes.toString('latin1', start, end)); },
      control: () => { log.push('control'); },
      refused: (status, retryAfter) => { log.push(`refused ${status} ${retryAfter}`); },
      failed: (error) => { log.push(`failed ${error.code ?? ''} ${error.message}`); void socket.end(); },
      closed: (code) => { log.push(`closed ${code}`); },
    });
    closers.push(() => socket.end());
    const isOver = (): boolean => log.some((line) => /^(failed|closed|refused)/.test(line));
    return { log, socket, isOver };
  };

  /** A venue that upgrades and then does as the test wishes; what the client sends is gathered. */
  const serve = async (onOpen: (socket: Socket) => void, options: { identity?: Identity; more?: string; first?: Buffer } = {}) => {
    const heard: Buffer[] = [];
    const sockets: Socket[] = [];
    const venue = await serveRaw((socket, request) => {
      sockets.push(socket);
      socket.on('data', (bytes: Buffer) => { heard.push(bytes); });
      socket.write(Buffer.concat([Buffer.from(upgradeAnswer(request, options.more)), options.first ?? Buffer.alloc(0)]));
      onOpen(socket);
    }, options.identity);
    closers.push(() => venue.close());
    const scheme = options.identity === undefined ? 'ws' : 'wss';
    return { url: `${scheme}://127.0.0.1:${venue.port}`, port: venue.port, sockets, frames: () => clientFrames(Buffer.concat(heard)) };
  };

  describe('the handshake', () => {
    test('frames that come in one packet with the answer are not lost', async () => {
      const { url } = await serve(() => undefined, { first: Buffer.concat([text('one'), text('two')]) });
      const { log } = listen(url);
      await until(() => log.includes('two'), 'the second frame');
      expect(log).toEqual(['opened', 'one', 'two']);
    });

    test('an answer byte by byte is an answer', async () => {
      const venue = await serveRaw((socket, request) => {
        const bytes = Buffer.concat([Buffer.from(upgradeAnswer(request)), text('hello')]);
        void (async () => { for (const byte of bytes) { socket.write(Buffer.from([byte])); await turn(); } })();
      });
      closers.push(() => venue.close());
      const { log } = listen(`ws://127.0.0.1:${venue.port}`);
      await until(() => log.includes('hello'), 'the frame behind it');
      expect(log).toEqual(['opened', 'hello']);
    });

    test('a name with several addresses of which the first does not answer', async () => {
      const { port } = await serve(() => undefined, { first: text('hello') });
      const { log } = listen(`ws://localhost:${port}/path?a=b`);
      await until(() => log.includes('hello'), 'a frame');
    });

    test.each<[string, (accepted: string) => string, RegExp]>([
      ['the answer to another request', (answer) => answer.replace(/Accept: ./, 'Accept: _'), /Sec-WebSocket-Accept/],
      ['no upgrade of this kind', (answer) => answer.replace('Upgrade: websocket', 'Upgrade: h2c'), /Upgrade/],
      ['an extension that nobody asked for', (answer) => answer.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n'), /extensions/i],
      ['a subprotocol that nobody asked for', (answer) => answer.replace('\r\n\r\n', '\r\nSec-WebSocket-Protocol: chat\r\n\r\n'), /protocol/i],
      ['a header without a colon', (answer) => answer.replace('\r\n\r\n', '\r\nnonsense\r\n\r\n'), /header/i],
      ['no HTTP at all', () => 'SSH-2.0-OpenSSH_9.6\r\n', /HTTP/],
      ['endless headers', (answer) => answer.slice(0, -2) + 'x-a: '.padEnd(1_000, 'b').concat('\r\n').repeat(40), /head|overflow/i],
    ])('B1: %s is refused before any frame', async (_, change, cause) => {
      const venue = await serveRaw((socket, request) => { socket.write(change(upgradeAnswer(request))); socket.write(text('too soon')); });
      closers.push(() => venue.close());
      const { log, isOver } = listen(`ws://127.0.0.1:${venue.port}`);
      await until(isOver, 'the refusal');
      expect(log).toHaveLength(1);
      expect(log[0]).toMatch(/^failed/);
      expect(log[0]).toMatch(cause);
    });

    test('A10: another status is told with its Retry-After', async () => {
      const venue = await serveRaw((socket) => { socket.end('HTTP/1.1 429 Too Many\r\nretry-after: 17\r\ncontent-length: 0\r\n\r\n'); });
      closers.push(() => venue.close());
      const { log, isOver } = listen(`ws://127.0.0.1:${venue.port}`);
      await until(isOver, 'the refusal');
      expect(log[0]).toBe('refused 429 17');
    });

    test('an interim answer is passed over', async () => {
      const venue = await serveRaw((socket, request) => {
        socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
        socket.write(upgradeAnswer(request));
        socket.write(text('hello'));
      });
      closers.push(() => venue.close());
      const { log } = listen(`ws://127.0.0.1:${venue.port}`);
      await until(() => log.includes('hello'), 'a frame');
    });

    test('a venue that hangs up instead of an answer is a failure', async () => {
      const venue = await serveRaw((socket) => { socket.end(); });
      closers.push(() => venue.close());
      const { log, isOver } = listen(`ws://127.0.0.1:${venue.port}`);
      await until(isOver, 'the failure');
      expect(log[0]).toMatch(/^failed/);
    });

    test('credentials of the URL are sent as such', async () => {
      let authorization: string | undefined;
      const venue = await serveRaw((socket, request) => { authorization = request.headers.authorization; socket.write(upgradeAnswer(request)); });
      closers.push(() => venue.close());
      const { log } = listen(`ws://user:p%40ss@127.0.0.1:${venue.port}`);
      await until(() => log.includes('opened'), 'open');
      expect(authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
    });
  });

  describe('frames', () => {
    test('one message byte by byte arrives whole, with pings between its fragments answered', async () => {
      const bytes = Buffer.concat([text('he', false), wire({ opcode: 9, payload: Buffer.from('are you there') }), continuation('llo', true)]);
      const { url, frames } = await serve((socket) => {
        void (async () => { for (const byte of bytes) { socket.write(Buffer.from([byte])); await turn(); } })();
      });
      const { log } = listen(url);
      await until(() => log.includes('hello') && frames().length > 0, 'the message and the pong');
      expect(log).toEqual(['opened', 'control', 'hello']);
      expect(frames()).toEqual([{ opcode: 10, payload: Buffer.from('are you there') }]);
    });

    test('what is sent arrives masked and whole, short or long', async () => {
      const { url, frames } = await serve(() => undefined);
      const { log, socket } = listen(url);
      await until(() => log.includes('opened'), 'open');
      const texts = ['{"op":"ping"}', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(21_000), 'ü€'];
      for (const one of texts) socket.send(one);
      socket.ping();
      await until(() => frames().length === texts.length + 1, 'every frame');
      expect(frames().map(({ opcode, payload }) => [opcode, payload.toString()])).toEqual([...texts.map((one) => [1, one]), [9, '']]);
    });

    test('B2: a large message that the limit permits arrives whole, and the small one after it', async () => {
      const large = 'abcdefgh'.repeat(250_000);
      const { url } = await serve((socket) => { socket.write(text(large)); socket.write(text('small')); });
      const { log } = listen(url);
      await until(() => log.includes('small'), 'the small one');
      expect(log[1] === large).toBe(true);
      expect(log).toHaveLength(3);
    });

    test('binary messages come as text does', async () => {
      const { url } = await serve((socket) => { socket.write(wire({ opcode: 2, payload: Buffer.from([1, 2, 0xff]) })); });
      const { log } = listen(url);
      await until(() => log.length === 2, 'the message');
      expect(log[1]).toBe('\x01\x02\xff');
    });

    test('thousands of messages in the venue\'s own pieces come in order', async () => {
      const count = 20_000;
      const { url } = await serve((socket) => { socket.write(Buffer.concat(Array.from({ length: count }, (_, index) => text(`${index} ${'.'.repeat(index % 300)}`)))); });
      const { log } = listen(url);
      await until(() => log.length > count, 'all of them');
      expect(log.slice(1).every((line, index) => line === `${index} ${'.'.repeat(index % 300)}`)).toBe(true);
    });
  });

  describe('X1: a peer that wants our memory', () => {
    const flood = (chunk: Buffer) => (socket: Socket): void => {
      const write = (): void => { while (!socket.destroyed && socket.write(chunk)); };
      socket.on('drain', write);
      write();
    };

    test.each<[string, Buffer, Buffer]>([
      ['one-byte fragments', text('a', false), Buffer.concat(Array.from({ length: 5_000 }, () => continuation('b', false)))],
      ['empty fragments', text('', false), Buffer.concat(Array.from({ length: 5_000 }, () => continuation('', false)))],
    ])('endless %s are cut, and the peer is told 1008', async (_, first, rest) => {
      const { url, frames } = await serve((socket) => { socket.write(first); flood(rest)(socket); });
      const { log, isOver } = listen(url);
      await until(isOver, 'the cut');
      expect(log).toHaveLength(2);
      expect(log[1]).toMatch(/Too many message fragments/);
      await until(() => frames().length > 0, 'the close frame');
      expect(frames()[0]).toEqual({ opcode: 8, payload: Buffer.from([1_008 >> 8, 1_008 & 0xff]) });
    });

    test('a flood of pings whose pongs are not read is cut', async () => {
      const ping = wire({ opcode: 9, payload: Buffer.alloc(125, 1) });
      const { url } = await serve((socket) => { socket.pause(); flood(Buffer.concat(Array.from({ length: 500 }, () => ping)))(socket); });
      const { log, isOver } = listen(url);
      await until(isOver, 'the cut');
      expect(log.at(-1)).toMatch(/closed 1006|await their pongs/);
    });

    test('many pings of a peer that reads its pongs are all answered', async () => {
      const { url, frames } = await serve((socket) => {
        let sent = 0;
        const next = (): void => { if (sent < 200) socket.write(wire({ opcode: 9, payload: Buffer.from(String(sent++)) })); };
        socket.on('data', next);
        next();
      });
      const { log, isOver } = listen(url);
      await until(() => frames().length === 200, 'every pong');
      expect(frames().map(({ opcode, payload }) => [opcode, Number(payload.toString())])).toEqual(Array.from({ length: 200 }, (_, index) => [10, index]));
      expect(isOver()).toBe(false);
      expect(log.filter((line) => line === 'control')).toHaveLength(200);
    });

    test('B2: the header of a message above the limit is enough', async () => {
      const { url } = await serve((socket) => { socket.write(Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 0x40, 0, 1])); });
      const { log, isOver } = listen(url);
      await until(isOver, 'the cut');
      expect(log[1]).toMatch(/Max payload size exceeded/);
    });

    test('a compressed frame is cut: compression was not agreed on', async () => {
      const { url } = await serve((socket) => { socket.write(wire({ opcode: 1, payload: Buffer.from('abc'), reservedBits: 4 })); });
      const { log, isOver } = listen(url);
      await until(isOver, 'the cut');
      expect(log).toEqual(['opened', expect.stringMatching(/^failed/)]);
    });
  });

  describe('the end', () => {
    test('A1: the venue\'s close code is told and echoed', async () => {
      const { url, frames } = await serve((socket) => {
        socket.write(Buffer.concat([text('last'), closeWith(1_001, 'maintenance'), text('too late')]));
        socket.on('data', () => { socket.end(); });
      });
      const { log, isOver } = listen(url);
      await until(isOver, 'the end');
      expect(log).toEqual(['opened', 'last', 'closed 1001']);
      expect(frames()[0]).toMatchObject({ opcode: 8 });
      expect(frames()[0]!.payload.readUInt16BE(0)).toBe(1_001);
    });

    test('a close frame without a code is 1005, a connection that just ends 1006', async () => {
      const silent = await serve((socket) => { socket.write(wire({ opcode: 8, payload: Buffer.alloc(0) })); socket.on('data', () => { socket.end(); }); });
      const gone = await serve((socket) => { setTimeout(() => { socket.end(); }, 20); });
      const [first, second] = [listen(silent.url), listen(gone.url)];
      await until(() => first.isOver() && second.isOver(), 'both ends');
      expect([first.log.at(-1), second.log.at(-1)]).toEqual(['closed 1005', 'closed 1006']);
    });

    test('A12: a venue that says goodbye and then holds the connection is cut after the limit', async () => {
      const { url } = await serve((socket) => { socket.write(closeWith(1_000)); });
      const { log, isOver } = listen(url, { closeTimeoutMs: 100 });
      await until(isOver, 'the end');
      expect(log).toEqual(['opened', 'closed 1000']);
    });

    test('C1: after `end` nothing is heard, whatever still comes, and the venue sees the connection gone', async () => {
      const { url, sockets } = await serve((socket) => {
        const timer = setInterval(() => { socket.write(text('data')); }, 2);
        socket.on('close', () => { clearInterval(timer); });
      });
      const { log, socket } = listen(url);
      await until(() => log.includes('data'), 'data');
      const ended = socket.end();
      const length = log.length;
      await ended;
      await until(() => sockets[0]!.destroyed, 'the venue sees the end');
      expect(log).toHaveLength(length);
      expect(socket.isOpen).toBe(false);
      socket.send('nobody is there');
      socket.ping();
      await socket.end();
    });
  });

  describe('TLS', () => {
    const trusted = selfSigned(['localhost']);
    const elsewhere = selfSigned(['elsewhere.example'], false);
    const roots = getCACertificates('default');
    beforeAll(() => { setDefaultCACertificates([...roots, trusted.cert, elsewhere.cert]); });
    afterAll(() => { setDefaultCACertificates(roots); });

    test('frames of every size arrive over TLS, and the name is asked for', async () => {
      const parts = Array.from({ length: 2_000 }, (_, index) => text(`${index} ${'.'.repeat((index * 37) % 900)}`));
      const large = 'x'.repeat(200_000);
      const { port, sockets } = await serve((socket) => { socket.write(Buffer.concat([...parts, text(large), text('end')])); }, { identity: trusted });
      const { log } = listen(`wss://localhost:${port}`);
      await until(() => log.includes('end'), 'the last frame');
      expect(log.slice(1, 2_001).every((line, index) => line.startsWith(`${index} `))).toBe(true);
      expect(log[2_001] === large).toBe(true);
      expect((sockets[0] as TLSSocket).servername).toBe('localhost');
    });

    test('a certificate that nobody vouches for is refused', async () => {
      const { url } = await serve(() => undefined, { identity: selfSigned(['localhost']) });
      const { log, isOver } = listen(url);
      await until(isOver, 'the refusal');
      expect(log).toEqual([expect.stringMatching(/^failed DEPTH_ZERO_SELF_SIGNED_CERT|^failed UNABLE_TO_VERIFY|^failed SELF_SIGNED/)]);
    });

    test('a certificate of another name is refused', async () => {
      const { url } = await serve(() => undefined, { identity: elsewhere });
      const { log, isOver } = listen(url);
      await until(isOver, 'the refusal');
      expect(log).toEqual([expect.stringMatching(/^failed ERR_TLS_CERT_ALTNAME_INVALID/)]);
    });
  });
});

describe('reading at most once per few milliseconds', () => {
  test('loses nothing, answers pings, and sees the end', async () => {
    const count = 5_000;
    const venue = await serveRaw((socket, request) => {
      socket.write(upgradeAnswer(request));
      for (let from = 0; from < count; from += 50) {
        socket.write(Buffer.concat(Array.from({ length: 50 }, (_, index) => text(`${from + index} ${'.'.repeat(200)}`))));
      }
      socket.write(wire({ opcode: 9, payload: Buffer.from('p') }));
      socket.on('data', () => { socket.end(closeWith(1_000)); });
    });
    closers.push(() => venue.close());
    const log: string[] = [];
    const socket = openSocket(`ws://127.0.0.1:${venue.port}`, { ...DEFAULT_SOCKET_LIMITS, transport: 'thin', readEveryMs: 3 }, {
      opened: () => undefined, refused: () => undefined, failed: (error) => { log.push(error.message); },
      frame: (bytes, start, end) => { log.push(bytes.toString('latin1', start, end).split(' ')[0]!); },
      control: () => { log.push('control'); }, closed: (code) => { log.push(`closed ${code}`); },
    });
    closers.push(() => socket.end());
    await until(() => log.some((line) => line.startsWith('closed')), 'the end');
    expect(log).toEqual([...Array.from({ length: count }, (_, index) => String(index)), 'control', 'closed 1000']);
  });
});
