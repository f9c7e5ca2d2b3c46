import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpportunityLog } from '../../../adapters/recording/opportunity-log';
import { makeFolder, removeFolders } from './recording-fixture';

afterAll(removeFolders);

const OPPORTUNITIES = Array.from({ length: 500 }, (_, index) => ({ event_id: `opp-${index}`, symbol: '가BTC', price: 0.1 + index / 3, bars: [[index, null]] }));

describe('the log of opportunities', () => {
  test('holds the exact bytes of each, in order, when it is closed', async () => {
    const log = new OpportunityLog({ sessionDirectory: makeFolder() });
    OPPORTUNITIES.forEach((opportunity) => log.add(opportunity));
    await log.close();
    const expected = OPPORTUNITIES.map((opportunity) => `${JSON.stringify(opportunity)}\n`).join('');
    expect(createHash('sha256').update(readFileSync(log.path)).digest('hex')).toBe(createHash('sha256').update(expected).digest('hex'));
    expect(log.lost).toBe(0);
  });

  test('is turned over when it grows too large, so that a session without end stays bounded', async () => {
    const sessionDirectory = makeFolder();
    const log = new OpportunityLog({ sessionDirectory, maxBytes: 2_000 });
    for (const opportunity of OPPORTUNITIES) {
      log.add(opportunity);
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    await log.close();
    const lines = (name: string) => readFileSync(join(sessionDirectory, name), 'utf8').trimEnd().split('\n');
    const kept = [...lines('opportunities.old.jsonl'), ...lines('opportunities.jsonl')];
    expect(kept.length).toBeLessThan(100);
    expect(kept).toEqual(OPPORTUNITIES.slice(-kept.length).map((opportunity) => JSON.stringify(opportunity)));
  });

  test('what the disk refuses is told once and counted', async () => {
    const problems: string[] = [];
    const sessionDirectory = makeFolder();
    mkdirSync(join(sessionDirectory, 'opportunities.jsonl'));
    const log = new OpportunityLog({ sessionDirectory, onProblem: (text) => problems.push(text) });
    for (const opportunity of OPPORTUNITIES.slice(0, 3)) {
      log.add(opportunity);
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
    await log.close();
    expect(log.lost).toBe(3);
    expect(problems).toEqual([expect.stringMatching(/^opportunities are missing in .*opportunities\.jsonl: EISDIR/)]);
  });

  test('memory is bounded while the disk takes nothing', async () => {
    const log = new OpportunityLog({ sessionDirectory: makeFolder(), maxWaiting: 10 });
    OPPORTUNITIES.forEach((opportunity) => log.add(opportunity));
    expect(log.lost).toBeGreaterThan(400);
    await log.close();
    expect(readFileSync(log.path, 'utf8').trimEnd().split('\n')).toHaveLength(500 - log.lost);
  });
});
