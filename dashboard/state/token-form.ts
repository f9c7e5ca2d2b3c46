import { TOKEN_TIERS, type TokenTier } from '../../core/contracts/stream-token';

const FORM = /^[\w.~-]{1,200}$/;

/** Whether a text can be a token at all; what can not is no header either, and is sent to nobody. */
export const isTokenForm = (text: string): boolean => FORM.test(text);

/**
 * The tiers that a token may be of, highest first. A text that names its tier is tried there alone or from there on: each refusal is held
 * against the reader's address.
 */
export const tiersOf = (token: string): readonly TokenTier[] => (token.startsWith('tw_vip_') ? ['vip'] : TOKEN_TIERS);
