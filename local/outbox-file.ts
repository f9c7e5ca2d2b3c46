import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ChannelKind } from '../core/contracts/channel';
import { isRecord } from './template/json';

/** One line of the outbox: what a person would have received on one channel. */
export interface OutboxAlert {
  readonly alert_id: string;
  /** Kind of the channel; lines of earlier versions have none and were e-mails. */
  readonly channel: ChannelKind;
  readonly subject: string;
  readonly text: string;
  /** Message attributes: event_id, symbol, type, side, confidence, market. */
  readonly attributes: Readonly<Record<string, string>>;
  /** When it was shown, machine time, epoch ms. */
  readonly shown_time_ms: number;
}

const keyOf = ({ channel, alert_id }: Pick<OutboxAlert, 'channel' | 'alert_id'>): string => `${channel}|${alert_id}`;

const idOf = (line: string): string | undefined => {
  try {
    const alert: unknown = JSON.parse(line);
    if (!isRecord(alert) || typeof alert['alert_id'] !== 'string') return undefined;
    return `${typeof alert['channel'] === 'string' ? alert['channel'] : 'email'}|${alert['alert_id']}`;
  } catch {
    return undefined;
  }
};

/** Ids of the whole lines; the end of a line that a killed process left unfinished is cut off. */
const readIds = (path: string): Set<string> => {
  if (!existsSync(path)) return new Set();
  const content = readFileSync(path);
  const wholeBytes = content.lastIndexOf(0x0a) + 1;
  if (wholeBytes < content.length) truncateSync(path, wholeBytes);
  const lines = content.subarray(0, wholeBytes).toString('utf8').split('\n');
  return new Set(lines.map(idOf).filter((id) => id !== undefined));
};

/** Alerts by channel and id, one JSON line each; what is in the file stays known over restarts. */
export class OutboxFile {
  private readonly ids: Set<string>;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.ids = readIds(path);
  }

  get size(): number {
    return this.ids.size;
  }

  /** False when an alert of that id is there already on that channel: a device would have replaced the first by the second (collapse id). */
  append(alert: OutboxAlert): boolean {
    if (this.ids.has(keyOf(alert))) return false;
    appendFileSync(this.path, `${JSON.stringify(alert)}\n`);
    this.ids.add(keyOf(alert));
    return true;
  }
}
