import { checkpointLines, Checkpoints } from '../../../cli/replay/recording/checkpoints';

const STATE = { radar: { widths: Float64Array.of(1, 2), rows: new Map([['AAAUSDT', { last: 3 }]]), active: new Set(['AAAUSDT']) } };

const differing = (here: unknown): string => {
  const checkpoints = new Checkpoints();
  checkpoints.add('000001.tape', 7, false, () => STATE, () => here);
  return checkpoints.report().firstDifference?.field ?? '';
};

describe('checkpoints of a replay', () => {
  test('the first state that differs is named with its segment, its record and the field, whatever holds it', () => {
    const checkpoints = new Checkpoints();
    checkpoints.add('000000.tape', 1, true, () => STATE, () => STATE);
    checkpoints.add('000001.tape', 90, false, () => STATE, () => ({ radar: { ...STATE.radar, widths: Float64Array.of(1, 2.5) } }));
    checkpoints.add('000002.tape', 190, false, () => STATE, () => ({}));
    expect(checkpointLines(checkpoints.report())).toEqual([
      'Checkpoints: state equal at 1 of 3', '  the first that differs: 000001.tape, record 90: radar.widths.1: 2 there, 2.5 here',
    ]);
  });

  test('differences inside maps and sets are found', () => {
    expect(differing({ radar: { ...STATE.radar, rows: new Map([['AAAUSDT', { last: 4 }]]) } })).toBe('radar.rows[0][1].last: 3 there, 4 here');
    expect(differing({ radar: { ...STATE.radar, active: new Set(['BBBUSDT']) } })).toBe('radar.active[0]: "AAAUSDT" there, "BBBUSDT" here');
    expect(differing({ radar: { ...STATE.radar, widths: Float64Array.of(1) } })).toBe('radar.widths.1: 2 there, absent here');
  });

  test('a hash that is not that of its state is said to be', () => {
    expect(differing(STATE)).toMatch(/the stored hash is not that of the stored state/);
  });
});
