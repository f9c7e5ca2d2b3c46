import { cpus, loadavg } from 'node:os';
import type { AttackReport } from './attacker-process';

export interface PhaseResult {
  readonly reads: number;
  /** From publishing to reading, milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The most that waited for one client. */
  readonly queuedBytes: number;
  /** Largest delay of the server's event loop. */
  readonly lagMs: number;
}

export interface LoadResult {
  readonly clients: number;
  readonly stopped: number;
  readonly attackers: number;
  readonly seconds: number;
  readonly messagesPerSecond: number;
  readonly quiet: PhaseResult;
  readonly attack: PhaseResult;
  readonly rssBytes: number;
  readonly rssGrowthBytes: number;
  /** By the server's own count. */
  readonly cut: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly attacks: AttackReport;
  /** Connections that healthy clients lost. */
  readonly healthyEnds: number;
}

const GOALS = { ratio: 1.2, rssGrowthMiB: 64, queuedBytes: 256 * 1024 };

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
const verdict = (isReached: boolean): string => (isReached ? 'reached' : 'MISSED');
const counts = (of: Readonly<Record<string, number>>): string => Object.entries(of).map(([name, count]) => `${name} ${Math.round(count)}`).join(', ') || 'none';
const phase = (name: string, { reads, p50Ms, p99Ms, queuedBytes, lagMs }: PhaseResult): string =>
  `${name.padEnd(16)} p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms (${reads} reads), most queued for a client ${queuedBytes} bytes, event loop late by up to ${lagMs} ms`;

export const loadText = (result: LoadResult): string => {
  const { quiet, attack, rssBytes, rssGrowthBytes } = result;
  const ratio = attack.p99Ms / quiet.p99Ms;
  return [
    `${result.clients} clients, ${result.messagesPerSecond} messages/s to each, ${result.seconds} s per phase; ${result.stopped} stopped and ${result.attackers} attacking in the second`,
    `machine          ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cpus, load ${loadavg().map((load) => load.toFixed(1)).join(' ')}`,
    phase('in peace', quiet),
    phase('under attack', attack),
    `p99 ratio        ${ratio.toFixed(2)} (goal <= ${GOALS.ratio}: ${verdict(ratio <= GOALS.ratio)})`,
    `memory           ${mib(rssBytes)} MiB, grew by at most ${mib(rssGrowthBytes)} MiB (goal <= ${GOALS.rssGrowthMiB}: ${verdict(rssGrowthBytes <= GOALS.rssGrowthMiB * 2 ** 20)})`,
    `queue            ${Math.max(quiet.queuedBytes, attack.queuedBytes)} bytes at most (goal <= ${GOALS.queuedBytes}: ${verdict(attack.queuedBytes <= GOALS.queuedBytes)})`,
    `healthy clients  ${result.healthyEnds} connections lost`,
    `cut              ${counts(result.cut)}`,
    `refused          ${counts(result.refused)}`,
    `attacks begun    ${counts(result.attacks.attempts)}`,
    `longest, ms      ${counts(result.attacks.longestMs)}`,
  ].join('\n');
};
