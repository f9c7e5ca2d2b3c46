import type { ActivityReader } from '../../adapters/aws/activity-reader';
import type { ActivityFeed } from '../../core/contracts/activity-feed';
import { ApiError, type ApiRequest } from './http';

/** Epoch milliseconds in at most 15 digits; `undefined` where nothing was said. */
const sinceOf = (text: string | null): number | undefined => {
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new ApiError(400, `query parameter "since_ms" is ${JSON.stringify(text.slice(0, 40))}: expected epoch milliseconds`);
  return Number(text);
};

/** `GET /api/activity?since_ms=<epoch ms>`. */
export const makeActivityRoute = (reader: ActivityReader) => ({ query }: ApiRequest): Promise<ActivityFeed> => reader.read(sinceOf(query.get('since_ms')));
