import { LARGEST_MULTIPLE, VolumeMultiple } from '../../../core/indicators/volume-multiple';

const filled = (volumes: readonly number[], window = 100): VolumeMultiple => {
  const multiple = new VolumeMultiple(window);
  for (const volume of volumes) multiple.update(volume);
  return multiple;
};

const hundred = (volume: number): number[] => Array<number>(100).fill(volume);

describe('VolumeMultiple', () => {
  it('S1.15: three times the mean of the last 100 is 3', () => {
    expect(filled(hundred(7)).update(21)).toBe(3);
  });

  it('C1.13: the current volume is not in its own mean', () => {
    const multiple = filled(hundred(1));
    expect(multiple.update(1_000)).toBe(LARGEST_MULTIPLE);
    expect(multiple.update(1)).toBeCloseTo(1 / ((99 + 1_000) / 100), 12);
  });

  it('C1.13: there is no answer before 100 volumes, and none for the 100th itself', () => {
    const multiple = new VolumeMultiple(100);
    for (const volume of hundred(5)) expect(multiple.update(volume)).toBeUndefined();
    expect(multiple.update(5)).toBe(1);
  });

  it('C1.13: a mean of 0 gives no answer, also after a history that was not 0', () => {
    expect(filled(hundred(0)).update(3)).toBeUndefined();
    expect(filled([...hundred(123_456.789), ...hundred(0.1), ...hundred(0)]).update(3)).toBeUndefined();
  });

  it('C1.13: the answer is capped at 999.99', () => {
    expect(filled(hundred(1e-9)).update(1e9)).toBe(999.99);
    expect(filled(hundred(1)).update(999)).toBe(999);
  });

  it('a bar without trades is 0 times the mean', () => {
    expect(filled(hundred(4)).update(0)).toBe(0);
  });
});
