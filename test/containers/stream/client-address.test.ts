import { clientAddress } from '../../../containers/stream/client-address';

describe('the address by which a client is limited', () => {
  test('is the peer\'s, whatever a header claims, while no proxy is trusted', () => {
    expect(clientAddress('10.0.0.9', '1.2.3.4', 0)).toBe('10.0.0.9');
  });

  test.each([[1, '5.6.7.8'], [2, '1.2.3.4'], [3, '10.0.0.9']])('with %d trusted hops is %s: what the client wrote itself is not believed', (hops, address) => {
    expect(clientAddress('10.0.0.9', hops === 3 ? '1.2.3.4, 5.6.7.8' : '9.9.9.9, 1.2.3.4,5.6.7.8', hops)).toBe(address);
  });

  test.each(['', 'unknown', '1.2.3.4:80', '<script>', '999.1.1.1'])('is the peer\'s where the entry %j is no address', (entry) => {
    expect(clientAddress('10.0.0.9', entry, 1)).toBe('10.0.0.9');
  });

  test.each([
    ['::ffff:10.0.0.9', '10.0.0.9'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'], ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is counted as %s: a customer has a whole /64', (peer, counted) => {
    expect(clientAddress(peer, undefined, 0)).toBe(counted);
  });
});
