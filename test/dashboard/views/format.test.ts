import { bps, change, costUsd, duration, figure, milliseconds, percent, plain, price, usd } from '../../../dashboard/views/format';
import { conditionValue } from '../../../dashboard/views/condition-words';
import { rejectWords } from '../../../dashboard/views/words';

describe('figures on the page', () => {
  test.each([[65_500, '65,500.00'], [7.52, '7.52'], [0.0012346, '0.0012346'], [0.00000123456, '0.0000012346'], [null, '–']])('price %d is %s', (value, text) => { expect(price(value)).toBe(text); });
  test.each([[0.0012, '+0.12 %'], [-0.002, '−0.20 %'], [0, '0.00 %'], [-0.000001, '0.00 %'], [null, '–']])('return %d is %s', (value, text) => { expect(change(value)).toBe(text); });
  test.each([[4_120_000, '$4.12M'], [96_000, '$96.0k'], [880_000, '$880k'], [999, '$999'], [2.5e9, '$2.50B']])('%d USD is %s', (value, text) => { expect(usd(value)).toBe(text); });
  test.each([[0, '0 s'], [-5, '0 s'], [59_999, '59 s'], [60_000, '1 min'], [3_600_000, '1 h'], [200_000_000, '2 d']])('%d ms are %s', (value, text) => { expect(duration(value)).toBe(text); });

  test('fractions, points, costs and latencies have their units', () => {
    expect([percent(0.976), bps(0.0014), bps(-0.0013), costUsd(0.006512), milliseconds(38), milliseconds(61_000), milliseconds(600_000), figure(-1.8), figure(0.0123456)])
      .toEqual(['98 %', '+14.0', '−13.0', '$0.006512', '38 ms', '61.0 s', '10.0 min', '−1.8', '0.01235']);
  });

  test('a condition is shown in the unit that its name says', () => {
    expect([['whale_value_usdt', 125_000], ['ob_imbalance_held_ms', 850], ['volume_spike_x', 3.4], ['atr_fraction_floor', 0.0021], ['rsi_floor', null]].map(([name, value]) => conditionValue(String(name), value as number | null)))
      .toEqual(['$125k', '850 ms', '3.4×', '0.21 %', '–']);
  });

  test('text from outside is one line without marks that turn it; an unknown reason stands as it is', () => {
    expect(plain('a\u202eb\nc')).toBe('ab c');
    expect(plain('x'.repeat(10_000)).length).toBe(300);
    expect([rejectWords('no_room'), rejectWords('constructor'), rejectWords('from_the_future')]).toEqual(['no room to run', 'constructor', 'from_the_future']);
  });
});
