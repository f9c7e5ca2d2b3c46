import { connect, type Socket } from 'node:net';
import { upgradeText } from './upgrade-text';

/** As the one argument, JSON. */
export interface AttackRequest {
  readonly port: number;
  readonly attackers: number;
}

/** How often each attack was made anew, and how long its longest connection lived. */
export interface AttackReport {
  readonly attempts: Readonly<Record<string, number>>;
  readonly longestMs: Readonly<Record<string, number>>;
}

interface Attack {
  readonly name: string;
  readonly request: string;
  /** Written every hundredth of a second; the first call follows the upgrade. */
  readonly bytes: Buffer;
  readonly first?: Buffer;
  readonly isDeaf?: boolean;
}

const TICK_MS = 10;
const RETRY_MS = 100;
/** Ten in each tick: a thousand a second. */
const TIMES = 10;

const frame = (opcode: number, payload: string, isFinal = true): Buffer => {
  const body = Buffer.from(payload);
  const head = Buffer.from([(isFinal ? 0x80 : 0) | opcode, 0x80 | (body.length < 126 ? body.length : 126)]);
  const length = Buffer.alloc(body.length < 126 ? 0 : 2);
  if (length.length > 0) length.writeUInt16BE(body.length);
  return Buffer.concat([head, length, Buffer.alloc(4), body]);
};
const times = (bytes: Buffer, count = TIMES): Buffer => Buffer.concat(Array.from({ length: count }, () => bytes));
const wrongToken = `Authorization: Bearer tw_private_aaaaaaaaaaaa_${'A'.repeat(43)}`;

const ATTACKS: readonly Attack[] = [
  { name: 'messages', request: upgradeText('/public'), bytes: times(frame(1, '{"resume":{"stream_id":"x","sequence":0}}')) },
  { name: 'one-byte fragments', request: upgradeText('/public'), first: frame(1, 'x', false), bytes: times(frame(0, 'x', false)) },
  { name: 'empty fragments', request: upgradeText('/public'), first: frame(1, '', false), bytes: times(frame(0, '', false)) },
  { name: 'giant frame', request: upgradeText('/public'), first: Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]), bytes: Buffer.alloc(65_536) },
  { name: 'pings, not reading', request: upgradeText('/public'), bytes: times(frame(9, 'x'.repeat(100))), isDeaf: true },
  { name: 'messages of 16 KB', request: upgradeText('/public'), bytes: frame(1, 'x'.repeat(16_000)) },
  { name: 'wrong tokens', request: upgradeText('/private', [wrongToken]), bytes: Buffer.alloc(0) },
  { name: 'slow request', request: 'GET /public HTTP/1.1\r\nHost: 127.0.0.1\r\n', bytes: Buffer.from('a: b\r\n') },
  { name: 'giant headers', request: upgradeText('/public', [`a: ${'b'.repeat(60_000)}`]), bytes: Buffer.from('c') },
  { name: 'binary, then gone', request: upgradeText('/public'), bytes: frame(2, 'x') },
];

const { port, attackers } = JSON.parse(process.argv[2] ?? '{}') as AttackRequest;
const attempts: Record<string, number> = {};
const longestMs: Record<string, number> = {};

const write = (socket: Socket, bytes: Buffer): void => { if (socket.writable && socket.writableLength < 1_000_000) socket.write(bytes); };

const run = (index: number): void => {
  const attack = ATTACKS[index % ATTACKS.length];
  if (attack === undefined) return;
  const socket = connect({ port, host: '127.0.0.1', localAddress: `127.200.${index >> 8}.${(index & 255) + 1}` });
  const startedMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  attempts[attack.name] = (attempts[attack.name] ?? 0) + 1;
  socket.on('connect', () => {
    socket.write(attack.request);
    if (attack.first !== undefined) socket.write(attack.first);
    timer = setInterval(() => { write(socket, attack.bytes); }, TICK_MS);
  });
  if (attack.isDeaf !== true) socket.resume();
  socket.on('error', () => undefined);
  socket.on('end', () => { socket.end(); });
  socket.on('close', () => {
    clearInterval(timer);
    longestMs[attack.name] = Math.max(longestMs[attack.name] ?? 0, performance.now() - startedMs);
    setTimeout(run, RETRY_MS, index);
  });
};

process.on('message', () => process.send?.({ attempts, longestMs } satisfies AttackReport));
process.on('disconnect', () => process.exit(0));
for (let index = 0; index < attackers; index += 1) run(index);
