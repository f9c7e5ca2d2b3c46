import WebSocket from 'ws';
import type { FeedSocketListener } from '../../adapters/exchanges/feed-socket';
import { DEFAULT_SOCKET_LIMITS, openSocket, type SocketLimits } from '../../adapters/exchanges/open-socket';
import { percentileInPlace } from '../harness/statistics';
import { STAMP_AT, STAMP_DIGITS } from './frame-stamp';

/** How the socket is opened and read. */
export type Way =
  | { readonly kind: 'ws'; readonly options: object }
  | { readonly kind: 'product'; readonly limits: Partial<SocketLimits>; readonly isInPlace?: boolean };

/** As the one argument, JSON. */
export interface ClientRequest {
  readonly url: string;
  readonly way: Way;
  readonly warmupFrames: number;
  readonly frames: number;
  /** The frames tell when they were sent. */
  readonly isStamped: boolean;
}

export interface ClientReport {
  readonly cpuNsPerFrame: number;
  /** Of the measured frames; equal for every way that read the same ones. */
  readonly answer: string;
  /** From the server's write to our callback; null without stamps. */
  readonly oneWayP50Us: number | null;
}

type OnFrame = (bytes: Buffer, start: number, end: number) => void;

const fail = (text: string): never => { throw new Error(`the socket's client: ${text}`); };

const open = (url: string, way: Way, onFrame: OnFrame): void => {
  if (way.kind === 'ws') {
    const socket = new WebSocket(url, way.options);
    socket.on('message', (frame: Buffer) => { onFrame(frame, 0, frame.length); });
    socket.on('error', (error) => { fail(error.message); });
    return;
  }
  const ignore = (): void => undefined;
  const listener: FeedSocketListener = {
    opened: ignore, control: ignore, refused: (status) => { fail(`HTTP ${status}`); }, failed: (error) => { fail(error.message); }, closed: (code) => { fail(`closed with ${code}`); },
    frame: way.isInPlace === true ? onFrame : (bytes, start, end) => {
      const frame = end - start === bytes.length ? bytes : bytes.subarray(start, end);
      onFrame(frame, 0, frame.length);
    },
  };
  openSocket(url, { ...DEFAULT_SOCKET_LIMITS, ...way.limits }, listener);
};

const stampIn = (bytes: Buffer, start: number): number => {
  let value = 0;
  for (let index = start + STAMP_AT; index < start + STAMP_AT + STAMP_DIGITS; index += 1) value = value * 10 + (bytes[index] ?? 0) - 48;
  return value;
};

/** The program that reads so many frames, looks at both ends of each, and tells what a frame cost this process. */
const run = ({ url, way, warmupFrames, frames, isStamped }: ClientRequest): void => {
  const oneWayUs = new Float64Array(isStamped ? frames : 0);
  let seen = -warmupFrames;
  let hash = 0;
  let before = process.cpuUsage();
  const finish = (): void => {
    const { user, system } = process.cpuUsage(before);
    const report: ClientReport = {
      cpuNsPerFrame: ((user + system) * 1_000) / frames, answer: isStamped ? String(frames) : `${frames} frames, hash ${hash}`,
      oneWayP50Us: isStamped ? percentileInPlace(oneWayUs, 0.5) : null,
    };
    process.send?.(report, () => { process.exit(); });
  };
  open(url, way, (bytes, start, end) => {
    if (seen === 0) before = process.cpuUsage();
    if (seen >= 0 && seen < frames) {
      hash = (Math.imul(hash, 31) + (bytes[start + 20] ?? 0) + (bytes[end - 3] ?? 0) + end - start) | 0;
      if (isStamped) oneWayUs[seen] = Number(process.hrtime.bigint() / 1_000n) - stampIn(bytes, start);
    }
    seen += 1;
    if (seen === frames) finish();
  });
};

run(JSON.parse(process.argv[2] ?? '{}') as ClientRequest);
