import { bucketOf, HEALTH_BUCKET, makeActivityLog } from '../../../adapters/aws/activity-log';
import { makeActivityReader, MAX_BACK_MS, OVERLAP_MS } from '../../../adapters/aws/activity-reader';
import { entryKey, type ActivityEntry } from '../../../core/contracts/activity';
import { FEED_LINES } from '../../../core/contracts/activity-feed';
import { startEmulators, type Emulators } from '../../support/emulators';

const HOUR_MS = 3_600_000;
/** Half a minute before a full hour, so that reading goes over its end. */
const START_MS = Date.UTC(2026, 10, 28, 3, 59, 30);
const tableName = 'activity';

const delivery = (alertId: string): ActivityEntry => ({
  kind: 'delivery', alert_id: alertId, user_id: 'user-1', channel_id: 'sms', channel_kind: 'sms', state: 'sent', hold_reason: null, failure_reason: null, attempts: 1, repeats: 0, took_ms: 120,
});
const health = (component: string, status: 'ok' | 'down'): ActivityEntry => ({ kind: 'health', component, status, reason: null, figures: { age_ms: 1 } });

describe('the activity log', () => {
  let emulators: Emulators;
  let now = START_MS;
  const nowMs = (): number => now;

  beforeAll(async () => {
    emulators = await startEmulators();
    await emulators.createTable(tableName, 'bucket_id', 'line_id');
  });
  afterAll(() => emulators.stop());

  const log = (onProblem: (error: unknown) => void = (error) => { throw error; }) => makeActivityLog({ client: emulators.tables, tableName, nowMs, onProblem });
  const reader = () => makeActivityReader({ client: emulators.tables, tableName, nowMs });

  test('lines of two hours come in the order of their time, and going on from `next_ms` misses none', async () => {
    const writer = log();
    const written: string[] = [];
    let sinceMs: number | undefined;
    const seen = new Set<string>();
    for (let step = 0; step < 8; step += 1) {
      now = START_MS + step * 10_000;
      writer.note(delivery(`alert-${step}`));
      await writer.flush();
      written.push(`alert-${step}`);
      const { lines, next_ms: nextMs, has_more: hasMore } = await reader().read(sinceMs);
      expect(lines.map(({ time_ms }) => time_ms)).toEqual(lines.map(({ time_ms }) => time_ms).sort((a, b) => a - b));
      for (const { entry } of lines) if (entry.kind === 'delivery') seen.add(entry.alert_id);
      expect(hasMore).toBe(false);
      expect(nextMs).toBe(now - OVERLAP_MS);
      sinceMs = nextMs;
    }
    expect([...seen].sort()).toEqual(written);
  });

  test('health has one line for each part, the latest', async () => {
    const writer = log();
    writer.note(health('scanner', 'down'));
    writer.note(health('whales', 'ok'));
    writer.note(health('scanner', 'ok'));
    await writer.flush();
    const { health: parts } = await reader().read(undefined);
    expect(parts.map(({ entry }) => entry)).toEqual([health('scanner', 'ok'), health('whales', 'ok')]);
  });

  test('more lines than one answer holds come in several, each once by its key', async () => {
    now = START_MS + 5 * HOUR_MS;
    const many = FEED_LINES + 120;
    const writer = makeActivityLog({ client: emulators.tables, tableName, nowMs: () => { now += 1; return now; }, onProblem: (error) => { throw error; } });
    for (let index = 0; index < many; index += 1) writer.note(delivery(`many-${index}`));
    await writer.flush();
    const keys = new Set<string>();
    let answers = 0;
    for (let [sinceMs, more] = [START_MS + 5 * HOUR_MS, true]; more; answers += 1) {
      const { lines, next_ms: nextMs, has_more: hasMore } = await reader().read(sinceMs);
      for (const { entry } of lines) keys.add(entryKey(entry));
      [sinceMs, more] = [nextMs, hasMore];
    }
    expect(keys.size).toBe(many);
    expect(answers).toBe(2);
  });

  test('a reader from whose clock this one differs by ages is answered from now on', async () => {
    for (const sinceMs of [now + 1, 999_999_999_999_999]) expect(await reader().read(sinceMs)).toMatchObject({ next_ms: now - OVERLAP_MS, has_more: false });
  });

  test('a reader that slept longer than the log is read back begins anew with the latest lines, and is told so', async () => {
    now = START_MS + 30 * HOUR_MS;
    const writer = log();
    for (const hour of [7, 3, 1]) {
      now = START_MS + (30 - hour) * HOUR_MS;
      writer.note(delivery(`${hour} hours ago`));
      await writer.flush();
    }
    now = START_MS + 30 * HOUR_MS;
    const alertsSince = async (sinceMs: number): Promise<unknown> => {
      const { lines, is_restart: isRestart } = await reader().read(sinceMs);
      return [isRestart, lines.map(({ entry }) => (entry.kind === 'delivery' ? entry.alert_id : entry.kind))];
    };
    expect(await alertsSince(now - MAX_BACK_MS - 1)).toEqual([true, ['3 hours ago', '1 hours ago']]);
    expect(await alertsSince(now - 2 * HOUR_MS)).toEqual([undefined, ['1 hours ago']]);
  });

  test('what the table did not take is stamped anew, so that no reader has passed it by', async () => {
    const stamps: number[][] = [];
    const busy = (command: object): Promise<object> => {
      const { input } = command as { input: { RequestItems: Record<string, { PutRequest: { Item: Record<string, unknown> & { activity: { time_ms: number } } } }[]> } };
      const requests = input.RequestItems[tableName] ?? [];
      stamps.push(requests.map(({ PutRequest: { Item } }) => Item.activity.time_ms));
      return Promise.resolve({ UnprocessedItems: stamps.length === 1 ? { [tableName]: requests.slice(1) } : {} });
    };
    let time = 1_000;
    const writer = makeActivityLog({ client: { send: busy } as never, tableName, nowMs: () => { time += 1; return time; }, onProblem: (error) => { throw error; } });
    ['a', 'b', 'c'].map(delivery).forEach(writer.note);
    await writer.flush();
    expect(stamps).toEqual([[1_001, 1_001, 1_001], [1_002, 1_002]]);
  });

  test('a call that fails loses its own lines and no others', async () => {
    const problems: unknown[] = [];
    let [calls, taken] = [0, 0];
    const send = (command: object): Promise<object> => {
      calls += 1;
      if (calls === 2) return Promise.reject(new Error('throttled'));
      taken += Object.values((command as { input: { RequestItems: Record<string, unknown[]> } }).input.RequestItems).flat().length;
      return Promise.resolve({});
    };
    const writer = makeActivityLog({ client: { send } as never, tableName, nowMs, onProblem: (error) => { problems.push(error); } });
    for (let index = 0; index < 60; index += 1) writer.note(delivery(`line-${index}`));
    await writer.flush();
    expect([calls, taken, problems]).toEqual([3, 35, [new Error('throttled')]]);
  });

  test('an answer that the table cut is gone on from its last line, whether that could be read or not, and has no gap', async () => {
    const at = now;
    const asked: string[] = [];
    const cut = (command: object): Promise<object> => {
      const { input } = command as { input: { ExpressionAttributeValues: Record<string, string> } };
      const bucket = String(input.ExpressionAttributeValues[':bucket']);
      asked.push(bucket);
      if (bucket === HEALTH_BUCKET) return Promise.resolve({ Items: [] });
      return Promise.resolve({ Items: [{ line_id: `${String(at - 1_000).padStart(15, '0')}~x~y`, activity: { schema: 'activity.v9' } }], LastEvaluatedKey: {} });
    };
    const cutting = makeActivityReader({ client: { send: cut } as never, tableName, nowMs: () => at });
    expect(await cutting.read(at - 5_000)).toMatchObject({ lines: [], next_ms: at - 1_000, has_more: true });
    asked.length = 0;
    await cutting.read(undefined);
    expect(asked.filter((bucket) => bucket !== HEALTH_BUCKET)).toEqual([bucketOf(at)]);
  });

  test('a table that does not answer is told, and fails nobody', async () => {
    const problems: unknown[] = [];
    const writer = makeActivityLog({ client: { send: () => Promise.reject(new Error('no table')) }, tableName, nowMs, onProblem: (error) => { problems.push(error); } });
    writer.note(delivery('lost'));
    await expect(writer.flush()).resolves.toBeUndefined();
    expect(problems).toEqual([new Error('no table')]);
  });
});
