import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { TierChannel } from '../../core/stream/tier-channel';
import { TIER_POLICIES } from '../../core/stream/tier-policy';
import { benchOrder } from './market';

/** What permessage-deflate would cost and save (RFC 7692), measured on the messages of the load bench: docs/adr/0011-stream.md. */

const MESSAGES = 2_000;
const LEVELS = 50;

const messages = (): Buffer[] => {
  const channel = new TierChannel(TIER_POLICIES.vip, 'vip-bench', MESSAGES);
  const time = { elapsedMs: 0, timeMs: 1_700_000_000_000 };
  return Array.from({ length: MESSAGES }, (_, next) => {
    const order = benchOrder(next % LEVELS, Math.floor(next / LEVELS) % 2 === 0 ? 0.3 : 0.7, 1_700_000_000_000_000 + next * 20_011);
    channel.offer({ order: { ...order, current_price: order.current_price + (next % 37) * 0.5, lifetime_seconds: order.lifetime_seconds + next / 10 }, removed_time_ms: null }, time);
    return Buffer.from(JSON.stringify(channel.advance(time)[0]));
  });
};

/** Each by itself (`no_context_takeover`): one result could be shared by all clients that agreed to it. */
const alone = (texts: readonly Buffer[]): number => texts.reduce((sum, text) => sum + deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).length - 4, 0);

/** With what was sent before as context, as `ws` and browsers agree by default: every client has a context of its own. */
const inContext = async (texts: readonly Buffer[]): Promise<number> => {
  const deflate = createDeflateRaw();
  let bytes = 0;
  deflate.on('data', (chunk: Buffer) => { bytes += chunk.length; });
  for (const text of texts) {
    deflate.write(text);
    await new Promise<void>((resolve) => { deflate.flush(constants.Z_SYNC_FLUSH, resolve); });
    bytes -= 4;
  }
  deflate.close();
  return bytes;
};

const contextBytes = async (): Promise<number> => {
  const before = process.memoryUsage.rss();
  const contexts = Array.from({ length: 500 }, () => createDeflateRaw());
  for (const context of contexts) {
    context.write('x'.repeat(2_000));
    await new Promise<void>((resolve) => { context.flush(constants.Z_SYNC_FLUSH, resolve); });
  }
  const bytes = (process.memoryUsage.rss() - before) / contexts.length;
  for (const context of contexts) context.close();
  return bytes;
};

const timed = async (run: () => number | Promise<number>): Promise<{ us: number; bytes: number }> => {
  const startedUs = process.cpuUsage();
  const bytes = await run();
  const { user, system } = process.cpuUsage(startedUs);
  return { us: (user + system) / MESSAGES, bytes: bytes / MESSAGES };
};

const main = async (): Promise<void> => {
  const texts = messages();
  await timed(() => alone(texts));
  const spelt = await timed(() => texts.reduce((sum, text) => sum + JSON.stringify(JSON.parse(text.toString())).length, 0));
  const one = await timed(() => alone(texts));
  const context = await timed(() => inContext(texts));
  console.log([
    `message, uncompressed                 ${spelt.bytes.toFixed(0)} bytes`,
    `each by itself, once for all clients  ${one.bytes.toFixed(0)} bytes, ${one.us.toFixed(0)} us of CPU per message`,
    `in context, for every client          ${context.bytes.toFixed(0)} bytes, ${context.us.toFixed(0)} us of CPU per message and client`,
    `a context                             ${(await contextBytes() / 1_024).toFixed(0)} KiB of memory per client`,
  ].join('\n'));
};

void main();
