import type { TokenStore } from '../../adapters/aws/token-store';
import { issueToken } from '../../adapters/stream-tokens/token-text';
import { isUsable, type StreamToken } from '../../core/contracts/stream-token';
import type { TokenCommand } from './arguments';

const EXIT_UNKNOWN = 1;

const timeText = (epochSeconds: number): string => `${new Date(epochSeconds * 1_000).toISOString().slice(0, 16)}Z`;

const stateOf = (token: StreamToken, nowMs: number): string => {
  if (token.revoked_at !== null) return `revoked ${timeText(token.revoked_at)}`;
  return `${isUsable(token, nowMs) ? 'expires' : 'expired'} ${timeText(token.expires_at)}`;
};

const lineOf = (token: StreamToken, nowMs: number): string => `${token.token_id}  ${token.tier.padEnd(7)}  ${stateOf(token, nowMs).padEnd(25)}  ${token.label}`;

/** Does it and says so, the token itself on a line of its own. @returns the exit code. */
export const runTokenCommand = async (command: TokenCommand, store: TokenStore, nowMs: number, say: (line: string) => void): Promise<number> => {
  switch (command.command) {
    case 'list': {
      const tokens = await store.list();
      tokens.forEach((token) => { say(lineOf(token, nowMs)); });
      if (tokens.length === 0) say('no tokens');
      return 0;
    }
    case 'revoke': {
      const isKnown = await store.revoke(command.tokenId, nowMs);
      say(isKnown ? `${command.tokenId} is revoked; its sockets close within five seconds` : `there is no token ${command.tokenId}`);
      return isKnown ? 0 : EXIT_UNKNOWN;
    }
    case 'issue': {
      const { text, stored } = issueToken(command, nowMs);
      await store.put(stored);
      say(text);
      say(`${command.tier} token ${stored.token_id} for ${command.label}, until ${timeText(stored.expires_at)}; shown this once`);
      return 0;
    }
  }
};
