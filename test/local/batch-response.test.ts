import { readBatchResponse } from '../../local/batch-response';

const IDS = ['a', 'b', 'c'];
const read = (response: unknown) => readBatchResponse(response, IDS, true).deleteIds;

describe('D8: what a function returns for a batch', () => {
  test.each([
    ['undefined', undefined], ['null', null], ['an empty object', {}], ['no failures', { batchItemFailures: [] }],
    ['null failures', { batchItemFailures: null }], ['a wrong top-level key', { batchItemFailure: [{ itemIdentifier: 'a' }] }],
  ])('%s is a success: every message is deleted', (_, response) => {
    expect(read(response)).toEqual(IDS);
  });

  test('listed messages stay, the others are deleted', () => {
    expect(read({ batchItemFailures: [{ itemIdentifier: 'b' }] })).toEqual(['a', 'c']);
    expect(read({ batchItemFailures: IDS.map((itemIdentifier) => ({ itemIdentifier })) })).toEqual([]);
  });

  test.each([
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }], ['a null id', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a wrong key', { batchItemFailures: [{ itemIdentifer: 'a' }] }], ['an id that is not in the batch', { batchItemFailures: [{ itemIdentifier: 'z' }] }],
    ['one good and one bad entry', { batchItemFailures: [{ itemIdentifier: 'a' }, 'b'] }], ['no list', { batchItemFailures: 'a' }], ['a text', 'failed'],
  ])('%s fails the whole batch: nothing is deleted', (_, response) => {
    expect(read(response)).toEqual([]);
  });

  test('without ReportBatchItemFailures a return is a success, whatever it says', () => {
    expect(readBatchResponse({ batchItemFailures: [{ itemIdentifier: 'a' }] }, IDS, false).deleteIds).toEqual(IDS);
  });
});
