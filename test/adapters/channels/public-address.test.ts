import { isPublicAddress, makePublicLookup } from '../../../adapters/channels/public-address';

const lookUp = (addresses: readonly string[], all: boolean): Promise<unknown> => new Promise((resolve, reject) => {
  const lookup = makePublicLookup((_name, done) => { done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))); });
  lookup('example.com', { all }, (error, address, family) => { if (error) reject(error); else resolve(all ? address : [address, family]); });
});

describe('public addresses', () => {
  test.each(['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '192.169.0.1', '100.63.255.255', '2606:4700:4700::1111', '2a00:1450:4001::1'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    '0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.168.1.1', '198.18.0.1', '203.0.113.5', '224.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'ff02::1', '2001:db8::1', '2001::1', '2002:7f00:1::', '3fff::1', 'localhost', '',
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test('a lookup answers in both forms, and refuses a name with one private address among public ones', async () => {
    expect(await lookUp(['8.8.8.8', '2606:4700::1'], true)).toEqual([{ address: '8.8.8.8', family: 4 }, { address: '2606:4700::1', family: 6 }]);
    expect(await lookUp(['8.8.8.8'], false)).toEqual(['8.8.8.8', 4]);
    await expect(lookUp(['8.8.8.8', '10.0.0.1'], true)).rejects.toThrow('not public');
    await expect(lookUp([], false)).rejects.toThrow('not public');
  });
});
