import type { PageChannel, PageUser } from '../../core/contracts/user-page';
import { answerParts } from '../state/answer';
import type { PageState } from '../state/page-state';
import { byId, el, emptyLine, setText } from './dom';
import { plain } from './format';
import { oldWords } from './old-words';
import { whenChanged, type View } from './view';
import { CHANNEL_WORDS } from './words';

export type SetMuted = (userId: string, channelId: string, isMuted: boolean) => void;

const stateWords = ({ enabled, state, state_reason }: PageChannel): string => `${enabled ? state : 'off'}${state_reason === null ? '' : `: ${plain(state_reason)}`}`;

/** Only what a tap can change: a stopped or pending channel needs its owner's consent. */
const muteButton = (userId: string, { channel_id, state }: PageChannel, hasToken: boolean, setMuted: SetMuted): readonly HTMLElement[] => {
  if (state !== 'confirmed' && state !== 'muted') return [];
  const isMuted = state === 'muted';
  return [el('button', {
    class: 'quiet', text: isMuted ? 'Unmute' : 'Mute', attributes: { 'data-channel': `${channel_id} of ${userId}`, 'aria-label': `${isMuted ? 'Unmute' : 'Mute'} ${channel_id} of ${userId}`, ...(hasToken ? {} : { disabled: '', title: 'Needs a token' }) },
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

/** The channel whose button has the focus. */
const focusedChannel = (within: HTMLElement): string | undefined => {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && within.contains(activeElement) ? activeElement.dataset['channel'] : undefined;
};

const bodyOf = ({ users, hasToken }: PageState, setMuted: SetMuted): HTMLElement => {
  if (users.kind !== 'loaded') return emptyLine(users.kind === 'failed' ? users.reason : 'The users are being read.');
  return users.value.users.length === 0 ? emptyLine('No user yet: npm run users adds one.')
    : el('ul', { class: 'cards' }, ...users.value.users.map((user) => userCard(user, hasToken, setMuted)));
};

/** Who is told, and by which ways; addresses come masked. Muting needs a token; why one failed is read out, and the pressed button keeps the focus. */
export const usersView = (setMuted: SetMuted): View => {
  const note = el('span', { class: 'note', attributes: { role: 'status' } });
  const body = el('div');
  byId('health').append(el('section', { class: 'panel', attributes: { 'aria-label': 'Users' } }, el('header', { class: 'panel-head' }, el('h2', { text: 'Users' }), note), body));

  return whenChanged(({ users, hasToken, changeProblem }) => [...answerParts(users), hasToken, changeProblem], (state) => {
    const { users, hasToken, changeProblem, clockOffsetMs } = state;
    const problem = changeProblem ?? oldWords(users, clockOffsetMs);
    note.className = problem === '' ? 'note' : 'note problem';
    setText(note, problem === '' && !hasToken ? 'muting needs a token' : problem);
    const channel = focusedChannel(body);
    body.replaceChildren(bodyOf(state, setMuted));
    if (channel !== undefined) [...body.querySelectorAll('button')].find(({ dataset }) => dataset['channel'] === channel)?.focus();
  });
};
