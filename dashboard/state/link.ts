/**
 * How the page hears what happens: by WebSocket as it happens, by asking every two seconds, or not at all.
 * `locked`: nothing is answered without a token, or not with this one.
 */
export type Link =
  | { readonly kind: 'connecting' | 'live' | 'asking' | 'locked' }
  | { readonly kind: 'offline'; readonly sinceMs: number };

export type LinkEvent =
  /** The WebSocket told something. */
  | { readonly kind: 'told' }
  | { readonly kind: 'socket-lost' }
  /** The HTTP API answered. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'unanswered'; readonly nowMs: number }
  /** The token opens nothing, or none was given where one is needed. */
  | { readonly kind: 'refused' };

/** What is live stays so until its socket is lost; what is offline is so since the first question without an answer. */
export const nextLink = (link: Link, event: LinkEvent): Link => {
  switch (event.kind) {
    case 'told': return link.kind === 'live' ? link : { kind: 'live' };
    case 'socket-lost': return link.kind === 'live' ? { kind: 'connecting' } : link;
    case 'answered': return link.kind === 'live' || link.kind === 'asking' ? link : { kind: 'asking' };
    case 'unanswered': return link.kind === 'live' || link.kind === 'offline' ? link : { kind: 'offline', sinceMs: event.nowMs };
    case 'refused': return { kind: 'locked' };
  }
};
