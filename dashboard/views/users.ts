import type { PageChannel, PageUser } from '../../core/contracts/user-page';
import { byId, el, emptyLine } from './dom';
import { plain } from './format';
import { whenChanged, type View } from './view';
import { CHANNEL_WORDS } from './words';

export type SetMuted = (userId: string, channelId: string, isMuted: boolean) => void;

const stateWords = ({ enabled, state, state_reason }: PageChannel): string => `${enabled ? state : 'off'}${state_reason === null ? '' : `: ${plain(state_reason)}`}`;

/** Only what a tap can change: a stopped or pending channel needs its owner's consent. */
const muteButton = (userId: string, { channel_id, state }: PageChannel, hasToken: boolean, setMuted: SetMuted): readonly HTMLElement[] => {
  if (state !== 'confirmed' && state !== 'muted') return [];
  const isMuted = state === 'muted';
  return [el('button', {
    class: 'quiet', text: isMuted ? 'Unmute' : 'Mute', attributes: { 'aria-label': `${isMuted ? 'Unmute' : 'Mute'} ${channel_id} of ${userId}`, ...(hasToken ? {} : { disabled: '', title: 'Needs a token' }) },
    onClick: () => { setMuted(userId, channel_id, !isMuted); },
  })];
};

const channelLine = (userId: string, channel: PageChannel, hasToken: boolean, setMuted: SetMuted): HTMLElement => el('li', { class: 'delivery' },
  el('span', { class: 'channel', text: `${CHANNEL_WORDS[channel.kind]} ${plain(channel.address)}` }),
  el('span', { class: `state channel-${channel.state}`, text: stateWords(channel) }),
  el('span', { class: 'why' }, ...muteButton(userId, channel, hasToken, setMuted)));

const userCard = (user: PageUser, hasToken: boolean, setMuted: SetMuted): HTMLElement => el('li', { class: 'card' },
  el('p', { class: 'row-line' }, el('b', { text: user.user_id }), el('span', { class: 'note', text: `${user.language} · ${plain(user.time_zone)}` })),
  el('ul', { class: 'deliveries channels' }, ...user.channels.map((channel) => channelLine(user.user_id, channel, hasToken, setMuted))));

/** Who is told, and by which ways; addresses come masked. Muting needs a token. */
export const usersView = (setMuted: SetMuted): View => {
  const root = el('section', { class: 'panel', attributes: { 'aria-label': 'Users' } });
  byId('health').append(root);
  return whenChanged(({ users, hasToken, changeProblem }) => [users, hasToken, changeProblem], ({ users, hasToken, changeProblem }) => {
    const note = changeProblem ?? (hasToken ? '' : 'muting needs a token');
    const body = users.kind !== 'loaded' ? emptyLine(users.kind === 'failed' ? users.reason : 'The users are being read.')
      : users.value.users.length === 0 ? emptyLine('No user yet: npm run users adds one.')
        : el('ul', { class: 'cards' }, ...users.value.users.map((user) => userCard(user, hasToken, setMuted)));
    root.replaceChildren(el('header', { class: 'panel-head' }, el('h2', { text: 'Users' }), el('span', { class: changeProblem === undefined ? 'note' : 'note problem', text: note })), body);
  });
};
