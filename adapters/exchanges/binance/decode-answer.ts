import { isRecord, type RawRecord } from '../numeric-fields';

/** What the venue says about the connection itself. */
export type ControlFrame =
  | { readonly kind: 'acknowledged'; readonly requestId: number }
  | { readonly kind: 'rejected'; readonly requestId: number | undefined; readonly message: string }
  /** The server closes soon: connect anew at once (web-socket-streams.md, "serverShutdown"). */
  | { readonly kind: 'shutdown' };

const MAX_MESSAGE = 300;

/** `{"result":null,"id":1}`; as an error `{"code":2,"msg":"…"}`, also as `error` within an answer. `undefined` for any other message. */
export const decodeAnswer = (message: RawRecord): ControlFrame | undefined => {
  const { id, result, error } = message;
  const requestId = typeof id === 'number' ? id : undefined;
  const cause = isRecord(error) ? error : message;
  if (typeof cause['msg'] === 'string' && typeof cause['code'] === 'number') {
    return { kind: 'rejected', requestId, message: `${cause['code']} ${cause['msg']}`.slice(0, MAX_MESSAGE) };
  }
  return result === null && requestId !== undefined ? { kind: 'acknowledged', requestId } : undefined;
};
