import { isIP } from 'node:net';

const MAPPED = '::ffff:';
/** A provider gives a customer a whole /64: sixteen hex digits of an IPv6 address name one customer. */
const NETWORK_GROUPS = 4;

const groupsOf = (address: string): string[] => {
  const [head = '', tail] = address.split('::');
  const [front, back] = [head.split(':').filter(Boolean), (tail ?? '').split(':').filter(Boolean)];
  const missing = tail === undefined ? 0 : 8 - front.length - back.length;
  return [...front, ...new Array<string>(Math.max(0, missing)).fill('0'), ...back];
};

/** Under what an address is counted: an IPv4 address as it is, an IPv6 address by its /64. */
const countedAs = (address: string): string => {
  const plain = address.toLowerCase().startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address;
  if (isIP(plain) !== 6) return plain;
  return `${groupsOf(plain.toLowerCase()).slice(0, NETWORK_GROUPS).map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
};

/**
 * The address by which a client is limited. Each proxy of ours adds the address of its own peer to X-Forwarded-For, so that the last
 * `trustedHops` entries are true and the one before was written by the client. An entry that is no address falls back to the peer.
 */
export const clientAddress = (peer: string | undefined, forwardedFor: string | undefined, trustedHops: number): string => {
  const entries = trustedHops === 0 ? [] : (forwardedFor ?? '').split(',').map((entry) => entry.trim());
  const claimed = entries.at(-trustedHops);
  return countedAs(claimed !== undefined && isIP(claimed) > 0 ? claimed : peer ?? 'unknown');
};
