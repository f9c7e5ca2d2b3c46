import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchCase, BenchContext, Row } from '../harness/bench-case';
import { firstMessage, startProgram } from '../harness/child-program';
import { compare, interleave, type Contestant } from '../harness/measure';
import type { MeterReport } from '../socket-path/frame-meter';
import type { ClientName, StreamClientRequest } from '../socket-path/run-client';
import type { StreamServerRequest } from '../socket-path/stream-server';

const SERVER_CPU = 0;
const CLIENT_CPU = 1;

interface Peer {
  readonly name: ClientName;
  /** Goals with ws and with the thin reader. */
  readonly timesCheaper: readonly [number, number];
  readonly isPackage: boolean;
}

const OURS = ['ours with ws', 'ours with the thin reader'] as const satisfies readonly ClientName[];
const PEERS: readonly Peer[] = [
  { name: 'ws + the idiomatic path', timesCheaper: [6, 15], isPackage: false },
  { name: 'bybit-api, empty handler', timesCheaper: [5, 12], isPackage: true },
  { name: 'ccxt.pro watchTickers', timesCheaper: [35, 90], isPackage: true },
];

/** One client's process per round: it takes the whole stream in; the market's first minutes warm it up. */
const contestant = (context: BenchContext, name: ClientName, request: Omit<StreamClientRequest, 'name'>): Contestant => ({
  name,
  round: async () => {
    const child = startProgram(context.programs, 'socket-path/run-client.js', CLIENT_CPU, { ...request, name });
    const { cpuNsPerFrame, answer } = await firstMessage<MeterReport>(child, name);
    return answer === null ? { value: cpuNsPerFrame } : { value: cpuNsPerFrame, answer };
  },
});

const measure = async (context: BenchContext, request: Omit<StreamClientRequest, 'name'>): Promise<readonly Row[]> => {
  const peers = PEERS.filter(({ isPackage }) => context.hasPeers || !isPackage);
  const names = [...OURS, ...peers.map(({ name }) => name)];
  const measured = await interleave({ ...context, warmups: 0 }, 'socket → decision', names.map((name) => contestant(context, name, request)));
  return OURS.flatMap((ours, index) => peers.map(({ name, timesCheaper }) => compare(measured, {
    figure: `socket → decision, ${ours.slice('ours '.length)}`, unit: 'ns/frame', ours, peer: name, goal: { timesCheaper: timesCheaper[index] ?? 0 },
  })));
};

/** A venue on the loopback that sends as fast as its client takes, in writes of 64 KB; the server on one cpu, its client on another. */
export const SOCKET_PATH: BenchCase = {
  name: 'socket-path',
  isPinned: false,
  run: async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'tapewatch-bench-'));
    const request: StreamServerRequest = { folder, symbolCount: 300, measuredFrames: context.isQuick ? 60_000 : 400_000 };
    const server = startProgram(context.programs, 'socket-path/stream-server.js', SERVER_CPU, request);
    try {
      const { port } = await firstMessage<{ readonly port: number }>(server, 'the venue');
      return await measure(context, { folder, url: `ws://127.0.0.1:${port}` });
    } finally {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
