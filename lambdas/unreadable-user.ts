import type { UserStoreSettings } from '../adapters/aws/user-store';
import type { Logger } from '../adapters/logging';

/** Tells of a user whom this version cannot read: all others get what is theirs. */
export const tellUnreadable = (log: Logger): UserStoreSettings['onUnreadable'] => (userId, error) => {
  log.error('user-unreadable', `user ${userId} cannot be read and gets nothing`, { user_id: userId, error });
};
