import { followWhales, type WhaleLinkSettings } from '../../../dashboard/net/whale-link';
import { PAGE_TOKEN } from '../../support/page-server';
import { whaleSnapshot } from '../../support/page-world';
import { FakeSocket, lastSocket, playBrowser } from './fake-socket';

const POLICY = 1008;

describe('the way to the large levels', () => {
  playBrowser();
  const heard: string[] = [];
  const follow = (token: string | undefined): ReturnType<typeof followWhales> => followWhales({
    streamUrl: 'ws://page.test', token,
    onMessage: ({ tier, sequence }) => { heard.push(`${tier} ${sequence}`); }, onLost: () => { heard.push('lost'); }, onTokenRefused: () => { heard.push('refused'); },
  } satisfies WhaleLinkSettings);
  const urls = (): string[] => FakeSocket.opened.map(({ url }) => url.replace('ws://page.test', ''));
  beforeEach(() => { heard.length = 0; });

  test('a token is tried at each tier that it may be of before it is said to open nothing', () => {
    follow(PAGE_TOKEN);
    lastSocket().end(POLICY);
    expect([urls(), heard]).toEqual([['/private', '/vip'], ['lost']]);
    lastSocket().end(POLICY);
    expect([urls(), heard]).toEqual([['/private', '/vip', '/public'], ['lost', 'lost', 'refused']]);
  });

  test('one that says vip is not held against its reader on a higher tier', () => {
    follow('tw_vip_0123456789ab_secret');
    lastSocket().open();
    lastSocket().tell({ ...whaleSnapshot(), tier: 'vip' });
    expect([urls(), heard]).toEqual([['/vip'], ['vip 7']]);
  });

  test('without a token the public tier is asked, and nothing is refused', () => {
    follow(undefined);
    expect([urls(), heard]).toEqual([['/public'], []]);
  });

  test('a connection that is opened again is left, and resumes with what was heard last', () => {
    const link = follow(PAGE_TOKEN);
    lastSocket().open();
    lastSocket().tell(whaleSnapshot());
    link.reopen();
    expect([FakeSocket.opened[0]?.isClosed, heard]).toEqual([true, ['private 7', 'lost']]);
    jest.runOnlyPendingTimers();
    lastSocket().open();
    expect(lastSocket().sent).toEqual([JSON.stringify({ token: PAGE_TOKEN, resume: { stream_id: 'private-1', sequence: 7 } })]);
    link.stop();
  });

  test('one that was stopped is not opened again', () => {
    const link = follow(PAGE_TOKEN);
    link.stop();
    link.reopen();
    jest.runAllTimers();
    expect(urls()).toEqual(['/private']);
  });
});
