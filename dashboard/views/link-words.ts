import type { Link } from '../state/link';
import { clock } from './format';

/** The connection in a word; times by the server's clock, which is `clockOffsetMs` ahead of this machine's. */
export const linkWords = ({ kind, heardMs }: Link, clockOffsetMs: number): string => {
  switch (kind) {
    case 'live': return 'live';
    case 'asking': return 'every 2 s';
    case 'connecting': return 'connecting';
    case 'offline': return heardMs === undefined ? 'offline' : `offline since ${clock(heardMs + clockOffsetMs)}`;
    case 'locked': return 'token needed';
  }
};

/** What is said across the page while nothing is heard. */
export const offlineWords = ({ heardMs }: Link, clockOffsetMs: number): string => (heardMs === undefined
  ? 'Nothing has been heard from the server yet. Trying again every two seconds.'
  : `Nothing has been heard from the server since ${clock(heardMs + clockOffsetMs)} UTC: what is shown grows old. Trying again every two seconds.`);
