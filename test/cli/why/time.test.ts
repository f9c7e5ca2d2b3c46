import fc from 'fast-check';
import { timeOf } from '../../../cli/why/time';

const MIDNIGHT_MS = Date.UTC(2025, 11, 18);
const at = (hours: number, minutes: number, seconds = 0): number => MIDNIGHT_MS + ((hours * 60 + minutes) * 60 + seconds) * 1_000;

describe('TIME of why', () => {
  const span = { firstMs: at(14, 50), lastMs: at(15, 50) };

  test('is UTC: a clock time, one with seconds, or ISO; the end where none is given', () => {
    expect(timeOf('15:45', span)).toBe(at(15, 45));
    expect(timeOf('15:45:30', span)).toBe(at(15, 45, 30));
    expect(timeOf('2025-12-18T15:45:30Z', span)).toBe(at(15, 45, 30));
    expect(timeOf('2025-12-18T15:45', span)).toBe(at(15, 45));
    expect(timeOf(undefined, span)).toBe(span.lastMs);
  });

  test('a clock time of a recording over midnight is the one inside it', () => {
    const night = { firstMs: at(0, 0) - 1_800_000, lastMs: at(0, 30) };
    expect(timeOf('23:45', night)).toBe(at(0, 0) - 900_000);
    expect(timeOf('00:15', night)).toBe(at(0, 15));
  });

  test.each(['15:51', '14:49:59', '2025-12-17T15:45'])('%s is not in the recording', (text) => {
    expect(() => timeOf(text, span)).toThrow(/expected one in the recording, which holds 2025-12-18T14:50:00.000Z to 2025-12-18T15:50:00.000Z/);
  });

  test.each(['soon', '15', '15:60', '2025-13-01T00:00Z', '12/18 15:45'])('%s is no time', (text) => {
    expect(() => timeOf(text, span)).toThrow(/expected 15:45, 15:45:30 or/);
  });

  test('every whole second of a day in a day-long recording is found by its clock time', () => {
    const day = { firstMs: at(0, 0), lastMs: at(23, 59, 59) };
    fc.assert(fc.property(fc.integer({ min: 0, max: 86_399 }), (second) => {
      const timeMs = MIDNIGHT_MS + second * 1_000;
      expect(timeOf(new Date(timeMs).toISOString().slice(11, 19), day)).toBe(timeMs);
    }));
  });
});
