import { isTokenForm } from '../state/token-form';

const KEY = 'tapewatch-token';
const IN_FRAGMENT = /^#token=(.*)$/;

/** The tab's token: it comes in the fragment, which browsers send nowhere, or by the form, and is forgotten with the tab. */
export interface TokenStore {
  get(): string | undefined;
  set(token: string): void;
  forget(): void;
}

/** Takes a token out of the address at once, so that it is in no history, bookmark or screenshot. Answers whether there was one. */
export const takeTokenFromAddress = (store: TokenStore): boolean => {
  const found = IN_FRAGMENT.exec(window.location.hash)?.[1];
  if (found === undefined) return false;
  window.history.replaceState(null, '', window.location.pathname);
  if (!isTokenForm(found)) return false;
  store.set(found);
  return true;
};

export const sessionTokens: TokenStore = {
  get: () => sessionStorage.getItem(KEY) ?? undefined,
  set: (token) => { sessionStorage.setItem(KEY, token); },
  forget: () => { sessionStorage.removeItem(KEY); },
};
