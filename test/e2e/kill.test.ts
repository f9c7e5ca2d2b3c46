import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { Outcome } from '../../core/contracts/outcome';
import { precisionId } from '../../adapters/aws/outcome-store';
import { sumsOf } from '../../core/outcomes/precision';
import { temporaryFolder } from '../local/support/temporary-folder';
import { aftermathsOf, Load } from './support-kill/load';
import { LocalApp, QUEUE, type Consumer, type Item } from './support-kill/local-app';
import { canSeeProcesses, isRunning } from './support-kill/processes';
import { until } from '../support/until';

/**
 * The whole product as `npm start` runs it: the synthesized template, the services, the functions' processes, the scanner's bundle
 * and the simulated venue. One thing differs: the template hides a message for 90 s after a delivery that failed, and these tests
 * set less through the API of the running queues. Each start of the run sets the template's value again.
 */
const VISIBILITY_SECONDS: Readonly<Record<Consumer, number>> = { finder: 15, performance: 15, notification: 15, delivery: 33 };
/** How long the delivery of a killed process keeps its claim on a row; like the template's 90 s, the 33 s above are more. */
const CLAIM_MS = 30_000;
const KILLS = 3;
/** Wide enough that alerts are always there to be lost or repeated. */
const ALERTS = 1_000;
const LONG_MS = 120_000;

const idsOf = (items: readonly Item[], key: string): string[] => items.map((item) => String(item[key]));
const byId = (items: readonly Item[], key: string): ReadonlyMap<string, Item> => new Map(items.map((item) => [String(item[key]), item]));

/** A webhook's own answer is its receipt. */
const isOut = (state: unknown): boolean => state === 'sent' || state === 'delivered';

const decisionOf = ({ decision, decided_time_ms }: Item): string => `${String(decision)} at ${String(decided_time_ms)}`;

interface Tables {
  readonly signals: readonly Item[];
  readonly alerts: readonly Item[];
  readonly deliveries: readonly Item[];
  readonly outcomes: readonly Item[];
  readonly precision: readonly Item[];
}

const readTables = async (app: LocalApp): Promise<Tables> => {
  const [signals, alerts, deliveries, outcomes, precision] = await Promise.all([app.signals(), app.alerts(), app.deliveries(), app.outcomes(), app.precision()]);
  return { signals, alerts, deliveries, outcomes, precision };
};

const countedIn = (outcomes: readonly Item[]): Outcome[] =>
  outcomes.flatMap((item) => HORIZONS_MINUTES.flatMap((minutes) => (item[`h${minutes}`] === undefined ? [] : [item[`h${minutes}`] as Outcome])));

/** The sums that the stored outcomes make when each is counted exactly once. */
const sumsOver = (outcomes: readonly Outcome[]): Record<string, { n: number; hits: number; blind: number }> => {
  const sums: Record<string, { n: number; hits: number; blind: number }> = {};
  for (const outcome of outcomes) {
    const { n, hits, blind } = sumsOf(outcome);
    const sum = sums[precisionId(outcome)] ??= { n: 0, hits: 0, blind: 0 };
    Object.assign(sum, { n: sum.n + n, hits: sum.hits + hits, blind: sum.blind + blind });
  }
  return sums;
};

const describeWhereSeen = canSeeProcesses ? describe : describe.skip;

describeWhereSeen(canSeeProcesses ? 'kill -9, with everything running' : 'kill -9, with everything running (skipped: no /proc on this system)', () => {
  const folder = temporaryFolder();
  const stateDir = join(folder.path, 'state');
  const load = new Load();
  /** Decisions as they were seen first; a later look must find them unchanged. */
  const firstSeen = new Map<string, string>();
  /** The radar's hits in each life of a scanner that was killed. */
  const lives: string[][] = [];
  let app: LocalApp;
  let rest: Tables;

  const start = async (): Promise<LocalApp> => {
    const config = join(folder.path, 'settings.json');
    writeFileSync(config, JSON.stringify({ preset: 'more', alertsPerDay: ALERTS, alertsPerHour: ALERTS }));
    return LocalApp.start(stateDir, ['--config', config]);
  };

  const shorten = async (): Promise<void> => {
    for (const [consumer, seconds] of Object.entries(VISIBILITY_SECONDS)) await app.setVisibility(QUEUE[consumer as Consumer], seconds);
  };

  const lookAtDecisions = async (): Promise<void> => {
    for (const signal of await app.signals()) {
      const id = String(signal['signal_id']);
      if (!firstSeen.has(id)) firstSeen.set(id, decisionOf(signal));
    }
  };

  /** Puts opportunities, and what followed them, into the queues as the scanner does. */
  const feed = async (count: number): Promise<Opportunity[]> => {
    const made = load.next(count, app.marketNowMs());
    await app.send(QUEUE.finder, made.map((opportunity) => JSON.stringify(opportunity)));
    await app.send(QUEUE.performance, made.flatMap(aftermathsOf).map((aftermath) => JSON.stringify(aftermath)));
    return made;
  };

  /** Counts up when a batch of the function is being worked on: for delivery when the first message of it has come out. */
  const workSeen = async (consumer: Consumer): Promise<number> => (consumer === 'delivery' ? app.outbox().length : (await app.held(QUEUE[consumer])).inFlight);

  /** Kills a function's process while a batch is in its hands, `KILLS` times; a kill that hit an idle process does not count. */
  const killInMidWork = async (consumer: Consumer): Promise<void> => {
    for (let tries = 0; app.killsInMidWork(consumer) < KILLS && tries < 8 * KILLS; tries += 1) {
      const before = await workSeen(consumer);
      const fed = feed(10);
      const endMs = Date.now() + 3_000;
      while (Date.now() < endMs && await workSeen(consumer) <= before) await sleep(1);
      // Each time a little later, so that the kills meet different moments of the work.
      await sleep(tries * 5);
      await app.killAndAwaitNext(consumer);
      await fed;
      await lookAtDecisions();
    }
    expect(app.killsInMidWork(consumer)).toBeGreaterThanOrEqual(KILLS);
  };

  /** Resolves when each of the opportunities has a decision. */
  const allDecided = (opportunities: readonly Opportunity[]): Promise<void> => until(async () => {
    const decided = new Set(idsOf(await app.signals(), 'signal_id'));
    return opportunities.every(({ dedupe_key }) => decided.has(dedupe_key));
  }, 'each opportunity is decided', undefined, LONG_MS);

  beforeAll(async () => {
    app = await start();
    await shorten();
    await app.makeAllCritical();
    await until(() => app.hits().length > 0, 'the scanner has found something', undefined, LONG_MS);
  }, 3 * LONG_MS);
  afterAll(async () => {
    await app.dispose();
    folder.remove();
  }, LONG_MS);

  test.each(['notification', 'delivery', 'finder', 'performance'] as const)('%s is killed three times with a batch in its hands and comes back', killInMidWork, 3 * LONG_MS);

  test('the scanner, killed twice with opportunities in the queue, starts again by itself and finds new ones', async () => {
    for (let kill = 1; kill <= 2; kill += 1) {
      await feed(10);
      await app.killAndAwaitNext('scanner');
      const hits = app.hits();
      lives.push(hits.slice(lives.flat().length));
      await until(() => app.hits().length > hits.length + 1, 'the new scanner has found something', undefined, LONG_MS);
    }
    expect(app.cli.stderr.filter((line) => /container \S+ ended with signal SIGKILL; starting it again/.test(line))).toHaveLength(2);
  }, 3 * LONG_MS);

  test('afterwards the queues empty themselves, and nothing went to a dead-letter queue', async () => {
    await app.comeToRest(Object.values(QUEUE), LONG_MS);
    rest = await readTables(app);
    for (const name of Object.values(QUEUE)) expect([name, await app.held(`${name}-dlq`)]).toEqual([name, { waiting: 0, inFlight: 0 }]);
  }, 2 * LONG_MS);

  const everyOneDecidedOnce = (): void => {
    const decided = byId(rest.signals, 'signal_id');
    expect(load.opportunities.map(({ dedupe_key }) => dedupe_key).filter((id) => !decided.has(id))).toEqual([]);
    expect(firstSeen.size).toBeGreaterThan(0);
    const changed = [...firstSeen].filter(([id, seen]) => seen !== decisionOf(decided.get(id) ?? {}));
    expect(changed).toEqual([]);
  };

  const oneAlertForEachAccepted = (): void => {
    const accepted = idsOf(rest.signals.filter(({ decision }) => decision === 'accepted'), 'signal_id');
    expect(idsOf(rest.alerts, 'signal_id').sort()).toEqual(accepted.sort());
    const open = rest.deliveries.filter(({ state }) => !isOut(state) && state !== 'held' && state !== 'failed');
    expect(open).toEqual([]);
  };

  const outboxHoldsTheSentOnce = (): void => {
    for (const kind of ['email', 'webhook', 'push'] as const) {
      const shown = app.outbox().filter(({ channel }) => channel === kind).map(({ alert_id }) => alert_id);
      expect(new Set(shown).size).toBe(shown.length);
      const rows = rest.deliveries.filter(({ channel_kind }) => channel_kind === kind);
      const sent = idsOf(rows.filter(({ state }) => isOut(state)), 'alert_id');
      expect(sent.filter((id) => !shown.includes(id))).toEqual([]);
      // What was sent by a process that died, and was no longer valid when the next one looked, is given up though it was shown.
      const tried = new Set(idsOf(rows.filter(({ state, attempts }) => isOut(state) || (state === 'failed' && Number(attempts) > 0)), 'alert_id'));
      expect(shown.filter((id) => !tried.has(id))).toEqual([]);
    }
  };

  const eachOutcomeCountedOnce = (): void => {
    const stored = byId(rest.outcomes, 'opportunity_id');
    const uncounted = load.opportunities.filter(({ dedupe_key }) => stored.get(dedupe_key)?.['h1'] === undefined || stored.get(dedupe_key)?.['h5'] === undefined);
    expect(uncounted.map(({ dedupe_key }) => dedupe_key)).toEqual([]);
    const sums = Object.fromEntries(rest.precision.map(({ id, n, hits, blind }) => [String(id), { n, hits, blind }] as const));
    expect(sums).toEqual(sumsOver(countedIn(rest.outcomes)));
  };

  describe('after the kills of functions and scanner', () => {
    test('every opportunity that entered the queue is decided, and no decision was changed', everyOneDecidedOnce);

    test('of what a scanner had found before it was killed or stopped, nothing is missing before something that arrived', () => {
      const decided = new Set(idsOf(rest.signals, 'event_id'));
      // It sends in order: only the end of its list may have died with it, or stand still with it.
      for (const life of [...lives, app.hits().slice(lives.flat().length)]) {
        const missing = life.filter((id) => !decided.has(id));
        expect(missing).toEqual(life.slice(life.length - missing.length));
      }
      expect(lives.flat().filter((id) => decided.has(id)).length).toBeGreaterThan(0);
    });

    test('each accepted one is planned exactly once, and its messages are sent, held or given up', oneAlertForEachAccepted);

    test('the outbox shows each sent alert once and no other', outboxHoldsTheSentOnce);

    test('each outcome is counted once: the sums are those of the stored outcomes', eachOutcomeCountedOnce);
  });

  test('the whole run is killed in mid-flow, started again at once, and killed while it takes up the work: no process of theirs is left', async () => {
    app.wake();
    const made = await feed(40);
    await until(async () => {
      const decided = new Set(idsOf(await app.signals(), 'signal_id'));
      return made.some(({ dedupe_key }) => decided.has(dedupe_key));
    }, 'the first of them is decided', undefined, LONG_MS);
    await lookAtDecisions();
    const first = await app.killAll();
    app = await start();
    await lookAtDecisions();
    const fed = feed(10);
    await until(async () => (await app.held(QUEUE.performance)).inFlight > 0, 'the new run is at work');
    await fed;
    // With work in hand it is stopped and then killed, so that what comes last waits for the run after it in any case.
    app.freeze();
    await feed(20);
    const second = await app.killAll();
    await until(() => ![...first, ...second].some(isRunning), 'every process of the killed runs has ended');
  }, 4 * LONG_MS);

  test('the next run on the folder works off what was queued, and nothing that the tables held is gone or changed', async () => {
    // An alert that was just being sent stays claimed for so long, and one that is met claimed comes back after the template's 90 s.
    await sleep(CLAIM_MS);
    const before = rest;
    app = await start();
    await shorten();
    await allDecided(load.opportunities);
    await until(() => app.hits().length > 0, 'the scanner has found something', undefined, LONG_MS);
    // A second copy of a signal may wait for its 90 s, while the first has long made the alert.
    await app.comeToRest([QUEUE.finder, QUEUE.performance], LONG_MS);
    await until(async () => {
      const done = new Set(idsOf(await app.alerts(), 'signal_id'));
      if ((await app.deliveries()).some(({ state }) => state === 'queued' || state === 'claimed')) return false;
      return idsOf((await app.signals()).filter(({ decision }) => decision === 'accepted'), 'signal_id').every((id) => done.has(id));
    }, 'each alert is planned and its messages are done', undefined, LONG_MS);
    await app.comeToRest([], LONG_MS);
    rest = await readTables(app);
    for (const [table, key] of [['signals', 'signal_id'], ['deliveries', 'delivery_id']] as const) {
      const now = byId(rest[table], key);
      for (const item of before[table]) expect(now.get(String(item[key]))).toEqual(item);
    }
  }, 6 * LONG_MS);

  describe('after the kills of the whole run', () => {
    test('every opportunity that entered the queue is decided, and no decision was changed', everyOneDecidedOnce);
    test('each accepted one is planned exactly once, and its messages are sent, held or given up', oneAlertForEachAccepted);
    test('the outbox shows each sent alert once and no other', outboxHoldsTheSentOnce);
    test('each outcome is counted once: the sums are those of the stored outcomes', eachOutcomeCountedOnce);

    test('the closing table of the last run adds up and names what was left over', async () => {
      app.wake();
      expect(await app.interrupt()).toBe(0);
      const text = app.cli.stdout.join('\n');
      expect(text).not.toContain('UNACCOUNTED');
      const leftOver = Number(/of these (\d+) left over from the run before/.exec(text)?.[1]);
      expect(leftOver).toBeGreaterThan(0);
      const [opportunities, accepted, rejected, waiting, dead] = ['opportunities', 'accepted', 'rejected', 'in flight', 'dead-letter queue'].map((label) => app.closing(label));
      expect(opportunities).toBeGreaterThan(leftOver);
      expect([opportunities, dead]).toEqual([accepted! + rejected! + waiting!, 0]);
      expect(app.closing('alerts for the accepted')).toBe(accepted);
    }, LONG_MS);
  });
});
