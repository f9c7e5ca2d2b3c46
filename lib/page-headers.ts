/** Where the page may connect to besides its own origin; a WebSocket's scheme and host count as an origin of their own. */
const connectSources = (streamUrl: string | null): string => (streamUrl === null ? "'self'" : `'self' ${new URL(streamUrl).origin}`);

/**
 * What the page may load and do: nothing but its own files, so that text which got in as markup after all could run nothing and send nothing
 * anywhere. `streamUrl` as in `/config.json`. @throws TypeError when it is not a URL.
 */
export const contentSecurityPolicy = (streamUrl: string | null): string => [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", `connect-src ${connectSources(streamUrl)}`, "font-src 'self'",
  "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
].join('; ');

/** Headers of every file of the page, by lower-case name. */
export const pageHeaders = (streamUrl: string | null): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(streamUrl),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
});
