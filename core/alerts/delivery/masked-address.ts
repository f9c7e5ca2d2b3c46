import type { Channel } from '../../contracts/channel';

const lastOf = (text: string, count: number): string => text.slice(-count);

/** An address as pages, logs and errors may show it: enough to tell two apart, too little to use. */
export const maskedAddress = ({ kind, address }: Pick<Channel, 'kind' | 'address'>): string => {
  switch (kind) {
    case 'email': return `${address.slice(0, 1)}***@${address.slice(address.lastIndexOf('@') + 1)}`;
    case 'sms': return `${address.slice(0, 3)}***${lastOf(address, 2)}`;
    case 'telegram': return `***${lastOf(address, 3)}`;
    case 'push': return `***${lastOf(address, 4)}`;
    case 'webhook': case 'slack': case 'discord': return `${/^https:\/\/[^/?]+/i.exec(address)?.[0] ?? 'https://'}/***`;
  }
};
