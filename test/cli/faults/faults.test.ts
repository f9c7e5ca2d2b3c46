import { readArguments } from '../../../cli/faults/arguments';
import { KillCycle } from '../../../cli/faults/kill-cycle';
import { OpportunitySource } from '../../../cli/faults/opportunities';
import { messageKey, type Part } from '../../../cli/faults/parts';
import { Rounds } from '../../../cli/faults/rounds';
import { FaultServices } from '../../../cli/faults/services';
import { playStorm } from '../../../cli/faults/storm';
import { stormLines } from '../../../cli/faults/storm-text';
import { tallyPart, type Arrival, type TallyInput } from '../../../cli/faults/tally';
import { faultLines, resultOf } from '../../../cli/faults/text';
import { UsageError } from '../../../cli/usage';
import { parseOpportunity } from '../../../core/contracts/opportunity';

const NOW_MS = Date.UTC(2026, 0, 5, 12);

describe('npm run faults', () => {
  test('its opportunities keep their contract, and no two are alike', () => {
    const made = new OpportunitySource().take(8, NOW_MS);
    for (const one of made) expect(parseOpportunity(JSON.parse(JSON.stringify(one)))).toEqual(one);
    expect(new Set(made.flatMap(({ dedupe_key, event_id, symbol }) => [dedupe_key, event_id, symbol])).size).toBe(24);
  });

  test('a process dies before and after each of its calls, and then from the beginning', () => {
    const cycle = new KillCycle();
    const seen = Array.from({ length: 5 }, () => {
      const { call, moment } = cycle.next('x');
      if (call > 2) cycle.survived('x'); else cycle.died('x');
      return `${moment} ${call}`;
    });
    expect(seen).toEqual(['before 1', 'after 1', 'before 2', 'after 2', 'before 3']);
    expect(cycle.coverage()).toEqual([{ kind: 'x', calls: 2, isWhole: true }]);
    expect(cycle.next('x')).toEqual({ call: 1, moment: 'before' });
  });

  test.each([[['--rounds', '0'], '--rounds is "0"'], [['--opportunities', '3'], 'from 4 to'], [['--storm', 'x'], '--storm is "x"'], [['--frob'], 'frob'], [['extra'], 'extra']])(
    '%p is refused, naming it', (argv, message) => {
      expect(() => readArguments(argv)).toThrow(UsageError);
      expect(() => readArguments(argv)).toThrow(message);
    });

  test('has defaults, and help', () => {
    expect(readArguments([])).toEqual({ rounds: 1, opportunities: 48, seed: 1, storm: undefined, json: false });
    expect(readArguments(['--help'])).toBeUndefined();
  });
});

describe('what is counted', () => {
  const opportunities = new OpportunitySource().take(4, NOW_MS);
  const ids = opportunities.map(({ dedupe_key }) => dedupe_key);
  const good = ids.slice(0, 3);
  const partWith = (deaths: ReadonlyMap<string, number> = new Map()): Part =>
    ({ name: 'killed', faults: () => 1, deathsInWindow: () => deaths, deliver: () => Promise.resolve() });
  const arrivals: Arrival[] = good.map((alertId) => ({ kind: 'sms', alertId }));
  const whole: TallyInput = {
    part: partWith(), opportunities, kinds: ['sms'], arrivals, planned: good.map((signal_id) => ({ signal_id })), rows: good.map((alert_id) => ({ alert_id, state: 'sent' })),
    signals: ids.map((signal_id, index) => ({ signal_id, decision: index < 3 ? 'accepted' : 'rejected' })),
  };
  const brokenBy = (changes: Partial<TallyInput>): readonly string[] => tallyPart({ ...whole, ...changes }).broken;

  test('nothing is broken where all came out once; others\' rows are not counted', () => {
    expect(tallyPart({ ...whole, rows: [...whole.rows, { alert_id: 'other', state: 'failed' }] })).toMatchObject({ decided: 4, accepted: 3, planned: 3, ledgerRows: 3, lost: 0, repeated: 0, out: { sms: 3 }, broken: [] });
  });

  test('a message that is missing is lost', () => {
    expect(tallyPart({ ...whole, arrivals: arrivals.slice(1) })).toMatchObject({ lost: 1, broken: ['lost 1, expected 0'] });
  });

  test('a repeat is allowed to the message whose worker died in between, and to no other', () => {
    const [first = '', second = ''] = good;
    const twice = [...arrivals, { kind: 'sms', alertId: first } as const];
    expect(brokenBy({ arrivals: twice })).toHaveLength(1);
    expect(brokenBy({ arrivals: twice, part: partWith(new Map([[messageKey(second, 'sms'), 1]])) })).toHaveLength(1);
    expect(tallyPart({ ...whole, arrivals: twice, part: partWith(new Map([[messageKey(first, 'sms'), 1]])) })).toMatchObject({ repeated: 1, repeatBound: 1, broken: [] });
  });

  test.each([
    ['undecided', { signals: whole.signals.slice(1) }], ['not planned', { planned: whole.planned.slice(1) }], ['without a row', { rows: whole.rows.slice(1) }],
    ['still claimed', { rows: good.map((alert_id) => ({ alert_id, state: 'claimed' })) }], ['sent though rejected', { arrivals: [...arrivals, { kind: 'sms', alertId: ids[3] } as const] }],
    ['without an id', { arrivals: [...arrivals, { kind: 'sms', alertId: undefined } as const] }],
  ])('one that is %s breaks a bound', (_what, changes) => {
    expect(brokenBy(changes)).not.toEqual([]);
  });

  test('the table names what is broken', () => {
    expect(faultLines(resultOf([tallyPart({ ...whole, arrivals: [] })], new KillCycle())).at(-1)).toBe('BROKEN  killed: lost 3, expected 0');
    expect(faultLines(resultOf([tallyPart(whole)], new KillCycle())).at(-1)).toBe('every bound holds');
  });
});

describe('D6, D7, X3: a round over SQS, SNS and DynamoDB', () => {
  test('loses nothing, and repeats no message but after a death between sending it and writing that down', async () => {
    const services = await FaultServices.start(() => undefined);
    try {
      const result = resultOf(await new Rounds({ services, opportunities: 8, seed: 7 }).play(1), new KillCycle());
      expect(result.broken).toEqual([]);
      for (const { part, faults, out } of result.parts) {
        expect([part, faults > 10]).toEqual([part, true]);
        expect(Object.keys(out)).toEqual(['email', 'sms', 'push', 'webhook']);
      }
      expect(result.parts.map(({ lost, accepted }) => [lost, accepted])).toEqual([[0, 6], [0, 6], [0, 6]]);
    } finally {
      await services.stop();
    }
  }, 120_000);
});

describe('E5: a storm', () => {
  test('keeps each user\'s caps, lets critical ones through and loses none', async () => {
    const result = await playStorm(2_000, 3);
    expect(result).toMatchObject({ opportunities: 2_000, accepted: 2_000, critical: 3 });
    expect(result.users.map(({ userId, lost, broken, sentCritical, askedCritical }) => ({ userId, lost, broken, isThrough: sentCritical === askedCritical })))
      .toEqual(['default', 'few', 'many', 'picky'].map((userId) => ({ userId, lost: 0, broken: [], isThrough: true })));
    expect(stormLines(result).at(-1)).toBe('every bound holds');
  }, 60_000);
});
