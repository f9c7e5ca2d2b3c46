import fc from 'fast-check';
import { compareOpportunities } from '../../../../cli/replay/compare/compare-opportunities';
import { comparisonLines } from '../../../../cli/replay/compare/comparison-text';
import { lineOf, type OpportunityLine } from '../../../../cli/replay/compare/opportunity-lines';
import type { Opportunity } from '../../../../core/contracts/opportunity';
import { opportunityWith } from '../../../support/opportunity';

const numbered = (number: number, fields: Partial<Opportunity> = {}): OpportunityLine => lineOf(opportunityWith({
  event_id: `opp-20250602-120000-${String(number).padStart(3, '0')}`, dedupe_key: `bybit|TAOUSDT|volume_spark@1|${number}|buy`,
  config_hash: 'a', code_version: '1.0', recording_position: `s/${number}`,
  conditions: [{ name: 'volume_spike_x', value: 4, threshold: 3, margin: 1, met: true }], ...fields,
}));

const run = (...numbers: number[]): OpportunityLine[] => numbers.map((number) => numbered(number));

describe('comparing opportunities', () => {
  test('the same bytes are the same, and both sides state one hash', () => {
    const comparison = compareOpportunities(run(1, 2, 3), run(1, 2, 3));
    expect(comparison).toMatchObject({ isSame: true, changed: [], missing: [], extra: [] });
    expect(comparisonLines('live.jsonl', comparison, undefined)).toEqual([
      `Against live.jsonl: same 3 opportunities, sha256 ${comparison.there.sha256}`,
    ]);
  });

  test('the first field that differs is named with its path and both values', () => {
    const changed = numbered(3, { conditions: [{ name: 'volume_spike_x', value: 4, threshold: 3.5, margin: 0.5, met: true }] });
    const comparison = compareOpportunities(run(1, 2, 3), [...run(1, 2), changed]);
    expect(comparison.isSame).toBe(false);
    expect(comparisonLines('x', comparison, undefined)[1])
      .toBe('  first difference: opportunity 3 (opp-20250602-120000-003): conditions[0].threshold: 3 there, 3.5 here');
  });

  test('missing and extra ones are named, and do not make those after them differ', () => {
    const comparison = compareOpportunities(run(1, 2, 3), run(2, 3, 4));
    expect(comparison.missing.map(({ place, eventId }) => [place, eventId])).toEqual([[1, 'opp-20250602-120000-001']]);
    expect(comparison.extra.map(({ place }) => place)).toEqual([3]);
    expect(comparison.changed).toEqual([]);
  });

  test('another code version and other settings are told once and hide nothing', () => {
    const there = [numbered(1), numbered(2)];
    const here = [numbered(1, { code_version: '2.0', config_hash: 'b' }), numbered(2, { code_version: '2.0', config_hash: 'b', price: 101 })];
    const comparison = compareOpportunities(there, here);
    expect(comparison).toMatchObject({ codeVersion: { there: '1.0', here: '2.0' }, configHash: { there: 'a', here: 'b' }, session: undefined });
    expect(comparison.changed.map(({ place, difference }) => [place, difference])).toEqual([[2, { path: 'price', there: 100, here: 101 }]]);
    const text = comparisonLines('x', comparison, [{ path: 'radar.volumeSpikeMultiple', there: 3, here: 4 }]).join('\n');
    expect(text).toMatch(/code version: 1\.0 there, 2\.0 here/);
    expect(text).toMatch(/setting radar\.volumeSpikeMultiple: 3 there, 4 here/);
  });

  test('the same ones in another order, and the same fields in another spelling, are different', () => {
    expect(compareOpportunities(run(1, 2), run(2, 1)).changed[0]?.difference).toEqual({ path: 'place', there: 2, here: 1 });
    const [line] = run(1);
    const spelled = { opportunity: opportunityWith(line?.opportunity), text: `${line?.text.slice(0, -1)} }` };
    expect(compareOpportunities(run(1), [spelled]).changed[0]?.difference.path).toBe('spelling');
  });

  test('a key that comes again is another opportunity', () => {
    const twice = [numbered(1), numbered(1)];
    expect(compareOpportunities(twice, run(1))).toMatchObject({ missing: [{ place: 2 }], extra: [], changed: [] });
  });

  test('whatever is left out, added or changed, different bytes always have a named difference', () => {
    const side = fc.array(fc.record({ number: fc.integer({ min: 1, max: 5 }), price: fc.constantFrom(100, 101) }), { maxLength: 6 })
      .map((all) => all.map(({ number, price }) => numbered(number, { price })));
    fc.assert(fc.property(side, side, (there, here) => {
      const comparison = compareOpportunities(there, here);
      const isNamed = comparison.changed.length + comparison.missing.length + comparison.extra.length > 0;
      expect(isNamed).toBe(!comparison.isSame);
      expect(comparison.there.count - comparison.missing.length).toBe(comparison.here.count - comparison.extra.length);
    }));
  });
});
