/** Throws an error that names the setting, what was found and which schemes it may have. Never prints credentials of a URL. */
export const assertUrl = (name: string, url: string, protocols: readonly string[]): URL => {
  const expected = protocols.map((protocol) => `${protocol}//`).join(' or ');
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new Error(`${name} is "${url.slice(0, 80)}": expected a URL beginning with ${expected}`);
  }
  if (!protocols.includes(parsed.protocol) || parsed.hash !== '') {
    throw new Error(`${name} is "${parsed.protocol}//${parsed.host}${parsed.hash}": expected a URL beginning with ${expected}, without a fragment`);
  }
  return parsed;
};
