import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIPv4, isIPv6, type LookupFunction } from 'node:net';

/** A name that points, among others, at an address that is not on the public internet. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  readonly code = 'EPRIVATE';
}

/** IPv4 that no message may go to. https://www.iana.org/assignments/iana-ipv4-special-registry */
const SPECIAL_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
];
/** Of global unicast (2000::/3): protocol assignments with Teredo, documentation, and 6to4, which holds an IPv4 address. */
const SPECIAL_6: readonly (readonly [string, number])[] = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]];

const listOf = (ranges: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, family);
  return list;
};

const special4 = listOf(SPECIAL_4, 'ipv4');
const special6 = listOf(SPECIAL_6, 'ipv6');
/** Everything else of IPv6 is local, mapped, translated or not given out. */
const global6 = listOf([['2000::', 3]], 'ipv6');

/** Whether an address is on the public internet. Anything that is no address is not. */
export const isPublicAddress = (address: string): boolean => {
  if (isIPv4(address)) return !special4.check(address, 'ipv4');
  return isIPv6(address) && !address.includes('%') && global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
};

type ResolveAll = (hostname: string, done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void) => void;

const resolveAll: ResolveAll = (hostname, done) => { lookup(hostname, { all: true }, done); };

/**
 * A `lookup` for a socket that connects to public addresses alone. What is checked is what is connected to: a name that changes its
 * answer between a check and the connection (DNS rebinding) gains nothing. One private address among public ones refuses the name.
 */
export const makePublicLookup = (resolve: ResolveAll = resolveAll): LookupFunction => (hostname, options, callback) => {
  resolve(hostname, (error, addresses) => {
    const [first] = addresses;
    const refused = error ?? (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))
      ? new PrivateAddressError('the name points at an address that is not public') : null);
    if (refused !== null || first === undefined) { callback(refused, '', 0); return; }
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  });
};
