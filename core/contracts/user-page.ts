import * as z from 'zod';
import { CHANNEL_ID, CHANNEL_KINDS, CHANNEL_STATES } from './channel';
import { parserOf } from './contract';
import { LANGUAGE, USER_ID } from './user';

const CHANNEL = z.object({
  channel_id: CHANNEL_ID,
  kind: z.enum(CHANNEL_KINDS),
  /** As `maskedAddress` shows it: enough to tell two apart, too little to use. */
  address: z.string().max(300),
  enabled: z.boolean(),
  state: z.enum(CHANNEL_STATES),
  state_reason: z.string().max(200).nullable(),
});

/** A user as the page shows one: no address, no consent. */
const USER = z.object({ user_id: USER_ID, language: LANGUAGE, time_zone: z.string().max(64), channels: z.array(CHANNEL) });

export type PageChannel = z.infer<typeof CHANNEL>;
export type PageUser = z.infer<typeof USER>;

/** The answer of `GET /api/users`. */
const USERS = z.object({ users: z.array(USER) });
export type UserPage = z.infer<typeof USERS>;
export const parseUserPage = parserOf<UserPage>('user-page.v1', USERS);

/** The answer of a channel's muting and unmuting. */
const CHANGED = z.object({ user: USER });
export const parseUserChanged = parserOf<z.infer<typeof CHANGED>>('user-changed.v1', CHANGED);
