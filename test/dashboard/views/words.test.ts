import { conditionWords } from '../../../dashboard/views/condition-words';
import { hopWords, rejectWords } from '../../../dashboard/views/words';

describe('words for names that come from outside', () => {
  test('known ones are said as a trader says them', () => {
    expect([conditionWords('volume_spike_x'), hopWords('queued-handled'), rejectWords('no_room')]).toEqual(['Volume against usual', 'Queued → decided', 'no room to run']);
  });

  test.each([['conditions', conditionWords], ['hops', hopWords], ['reasons', rejectWords]] as const)('%s that nobody knows stand as they are, whatever objects call their own', (_, words) => {
    for (const name of ['constructor', 'toString', 'valueOf', 'newer']) expect(words(name)).toBe(name);
  });
});
