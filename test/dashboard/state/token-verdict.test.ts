import { INITIAL_STATE, type PageAction, type PageState } from '../../../dashboard/state/page-state';
import { loadedAt } from '../../../dashboard/state/answer';
import { reduce } from '../../../dashboard/state/reduce';
import { tokenVerdict } from '../../../dashboard/state/token-verdict';
import { whaleSnapshot } from '../../support/page-world';

const config = (streamUrl: string | null): PageAction =>
  ({ kind: 'config', answer: loadedAt({ schema: 'page-config.v1', market: 'live', speed: 1, anchor_ms: 0, stream_url: streamUrl, open_reads: true, code_version: null }, 0) });
const TOKEN: PageAction = { kind: 'token', hasToken: true };
const LOG_REFUSED: PageAction = { kind: 'link', event: { kind: 'refused' } };
const LEVELS_REFUSED: PageAction = { kind: 'whales-refused' };
const LEVELS: PageAction = { kind: 'whales', message: { ...whaleSnapshot(), tier: 'vip' } };
const after = (...actions: PageAction[]): ReturnType<typeof tokenVerdict> => tokenVerdict(actions.reduce<PageState>(reduce, INITIAL_STATE));

describe('what a token opens', () => {
  const stream = config('ws://page.test');

  test('one that the log refuses may still be of the vip tier: nothing is said until the levels have answered', () => {
    expect(after(TOKEN, stream, LOG_REFUSED)).toBeUndefined();
    expect(after(TOKEN, stream, LOG_REFUSED, LEVELS)).toBe('levels alone');
    expect(after(TOKEN, stream, LOG_REFUSED, LEVELS_REFUSED)).toBe('nothing');
  });

  test('where there is no stream, the log alone decides', () => {
    expect(after(TOKEN, config(null), LOG_REFUSED)).toBe('nothing');
  });

  test('nothing is said of none, nor of the next one before it was tried', () => {
    expect(after({ kind: 'token', hasToken: false }, stream, LOG_REFUSED)).toBeUndefined();
    expect(after(TOKEN, stream, LOG_REFUSED, LEVELS_REFUSED, TOKEN)).toBeUndefined();
  });
});
