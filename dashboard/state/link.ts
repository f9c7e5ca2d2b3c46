/**
 * How the page hears what happens: by WebSocket as it happens, by asking every two seconds, or not at all.
 * `locked`: nothing is answered without a token, or not with this one.
 */
export interface Link {
  readonly kind: 'connecting' | 'live' | 'asking' | 'locked' | 'offline';
  /** When something was last heard, epoch ms of this machine; undefined: nothing was yet. */
  readonly heardMs: number | undefined;
}

export type LinkEvent =
  /** The WebSocket told something. */
  | { readonly kind: 'told'; readonly nowMs: number }
  | { readonly kind: 'socket-lost' }
  /** The HTTP API answered. */
  | { readonly kind: 'answered'; readonly nowMs: number }
  | { readonly kind: 'unanswered' }
  /** The token opens nothing, or none was given where one is needed. */
  | { readonly kind: 'refused' };

/** What is live stays so until its socket is lost. */
export const nextLink = (link: Link, event: LinkEvent): Link => {
  switch (event.kind) {
    case 'told': return { kind: 'live', heardMs: event.nowMs };
    case 'socket-lost': return link.kind === 'live' ? { ...link, kind: 'connecting' } : link;
    case 'answered': return { kind: link.kind === 'live' ? 'live' : 'asking', heardMs: event.nowMs };
    case 'unanswered': return link.kind === 'live' ? link : { ...link, kind: 'offline' };
    case 'refused': return { ...link, kind: 'locked' };
  }
};
