import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSigned } from '../../test/support/self-signed';
import type { BenchCase, BenchContext, Row } from '../harness/bench-case';
import { compare, interleave, standAlone, type Contestant, type Measured, type RowParts } from '../harness/measure';
import type { ServerPath } from '../socket/frame-server';
import { runClient, startServer, type RunningServer } from '../socket/programs';
import type { ClientReport, Way } from '../socket/socket-client';

const FRAMES_PER_SECOND = 20_000;

const CHOSEN: Way = { kind: 'product', limits: { transport: 'ws' } };
const THIN: Way = { kind: 'product', limits: { transport: 'thin' } };
const IN_PLACE: Way = { ...THIN, isInPlace: true };
const EACH_MS: Way = { kind: 'product', limits: { transport: 'thin', readEveryMs: 1 } };
const wsWith = (options: object): Way => ({ kind: 'ws', options });

interface Venue {
  readonly context: BenchContext;
  readonly server: RunningServer;
  /** Absent: no TLS. */
  readonly caFile?: string;
}

interface Load {
  readonly path: ServerPath;
  readonly warmupFrames: number;
  readonly frames: number;
}

/** `onReport` sees every report, those of the warm-up rounds included. */
const contestant = ({ context, server, caFile }: Venue, name: string, way: Way, load: Load, onReport?: (report: ClientReport) => void): Contestant => ({
  name,
  round: async () => {
    const scheme = caFile === undefined ? 'ws' : 'wss';
    const { path, ...counts } = load;
    const report = await runClient(context.programs, { url: `${scheme}://127.0.0.1:${server.port}${path}`, way, ...counts, isStamped: path === '/paced' }, caFile);
    onReport?.(report);
    return { value: report.cpuNsPerFrame, answer: report.answer };
  },
});

const interleaved = (venue: Venue, label: string, ways: Readonly<Record<string, Way>>, load: Load): Promise<Measured> =>
  interleave(venue.context, label, Object.entries(ways).map(([name, way]) => contestant(venue, name, way, load)));

const row = (measured: Measured, figure: string, ours: string, peer: string, timesCheaper: number, note?: string): Row => {
  const parts: RowParts = { figure, unit: 'ns CPU/frame', ours, peer, goal: { timesCheaper } };
  return compare(measured, note === undefined ? parts : { ...parts, note });
};

/** 64 KB writes, as fast as the client reads. */
const saturated = async (venue: Venue, label: string, thinGoal: number): Promise<readonly Row[]> => {
  const load: Load = { path: '/saturated', warmupFrames: 200_000, frames: venue.context.isQuick ? 200_000 : 1_000_000 };
  const measured = await interleaved(venue, label, { 'ws as chosen': CHOSEN, 'ws with its defaults': wsWith({}), 'thin reader': THIN, 'thin reader in place': IN_PLACE }, load);
  return [
    row(measured, `${label}: ws as chosen (no compression, skipUTF8Validation)`, 'ws as chosen', 'ws with its defaults', 1),
    row(measured, `${label}: thin reader`, 'thin reader', 'ws as chosen', thinGoal, 'a view is made of each frame, as the feed does'),
    row(measured, `${label}: thin reader in place`, 'thin reader in place', 'ws as chosen', thinGoal, 'frames are given as ranges'),
  ];
};

/** What nobody should choose, on fewer frames. */
const dear = async (venue: Venue): Promise<readonly Row[]> => {
  const load = { warmupFrames: 50_000, frames: venue.context.isQuick ? 50_000 : 200_000 };
  const label = 'socket, saturated';
  const deferred = await interleaved(venue, `${label}: deferred events`, { 'ws as chosen': CHOSEN, 'ws allowSynchronousEvents: false': wsWith({ perMessageDeflate: false, skipUTF8Validation: true, allowSynchronousEvents: false }) }, { path: '/saturated', ...load });
  const deflated = await interleave(venue.context, `${label}: compression`, [
    contestant(venue, 'ws as chosen', CHOSEN, { path: '/saturated', ...load }),
    contestant(venue, 'ws permessage-deflate', wsWith({ skipUTF8Validation: true }), { path: '/deflated', ...load }),
  ]);
  return [
    row(deferred, `${label}: ws as chosen`, 'ws as chosen', 'ws allowSynchronousEvents: false', 2),
    row(deflated, `${label}: ws as chosen`, 'ws as chosen', 'ws permessage-deflate', 5, 'the peer\'s frames are compressed, each by itself'),
  ];
};

/** One write per frame: nearly every frame is a wake-up of its own. */
const paced = async (venue: Venue, label: string): Promise<readonly Row[]> => {
  const load: Load = { path: '/paced', warmupFrames: FRAMES_PER_SECOND, frames: FRAMES_PER_SECOND * (venue.context.isQuick ? 1 : 3) };
  const latencies = new Map<string, number[]>();
  const ways = Object.entries({ 'ws as chosen': CHOSEN, 'thin reader': THIN, 'thin reader, one read per ms': EACH_MS });
  const measured = await interleave(venue.context, label, ways.map(([name, way]) =>
    contestant(venue, name, way, load, ({ oneWayP50Us }) => { latencies.set(name, [...(latencies.get(name) ?? []), oneWayP50Us ?? NaN]); })));
  const oneWay = (name: string, atMost: number): Row =>
    standAlone((latencies.get(name) ?? []).slice(venue.context.warmups), { figure: `${label}: one way, p50, ${name}`, unit: 'us', goal: { atMost } });
  return [
    row(measured, `${label}: thin reader`, 'thin reader', 'ws as chosen', 1.05),
    row(measured, `${label}: thin reader, one read per ms`, 'thin reader, one read per ms', 'ws as chosen', 3),
    ...([['ws as chosen', 100], ['thin reader', 100], ['thin reader, one read per ms', 1_500]] as const).map(([name, atMost]) => oneWay(name, atMost)),
  ];
};

const onServer = async (context: BenchContext, isSecure: boolean, measure: (venue: Venue) => Promise<readonly Row[]>): Promise<readonly Row[]> => {
  const identity = isSecure ? selfSigned(['localhost']) : undefined;
  const caFile = join(context.programs, 'bench-ca.pem');
  if (identity !== undefined) writeFileSync(caFile, identity.cert);
  const server = await startServer(context.programs, { framesPerSecond: FRAMES_PER_SECOND, ...(identity === undefined ? {} : { identity }) });
  try {
    return await measure({ context, server, ...(isSecure ? { caFile } : {}) });
  } finally {
    server.stop();
  }
};

/** What the options of `ws` cost, and what reading the socket ourselves saves. */
export const SOCKET_OPTIONS: BenchCase = {
  name: 'socket-options',
  isPinned: false,
  run: async (context) => [
    ...await onServer(context, false, async (venue) => [
      ...await saturated(venue, 'socket, saturated', 6), ...await dear(venue), ...await paced(venue, 'socket, paced at 20,000/s'),
    ]),
    ...await onServer(context, true, async (venue) => [
      ...await saturated(venue, 'socket over TLS, saturated', 3), ...await paced(venue, 'socket over TLS, paced at 20,000/s'),
    ]),
  ],
};
