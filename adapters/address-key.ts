import { createHash } from 'node:crypto';
import type { Channel } from '../core/contracts/channel';

/** The same for the same address of the same kind; it shows none. */
export const addressKey = ({ kind, address }: Pick<Channel, 'kind' | 'address'>): string => `${kind}|${createHash('sha256').update(address).digest('hex')}`;
