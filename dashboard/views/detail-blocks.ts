import { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { OpportunityDetail } from '../../core/contracts/opportunity-detail';
import type { Signal } from '../../core/contracts/signal';
import { deliveryLine } from './delivery-line';
import { el, remaining } from './dom';
import { change, costUsd, day, clock, milliseconds, NONE, plain, price } from './format';
import { kindWords } from './track-words';
import { hopWords, rejectWords } from './words';

const TOUCH_WORDS = { stop: 'stop first', target1: 'target 1 first', neither: 'neither', none: 'no levels' } as const;

const block = (title: string, ...children: readonly HTMLElement[]): HTMLElement => el('div', { class: 'block' }, el('h3', { text: title }), ...children);

const pair = (name: string, value: string, kind = ''): HTMLElement => el('div', { class: `pair ${kind}` }, el('dt', { text: name }), el('dd', { class: 'number', text: value }));

const apart = (level: number | null, entry: number): string => (level === null ? '' : ` (${change((level - entry) / entry)})`);

/** Entry, stop and targets with their distance from the entry. */
export const levelStrip = ({ entry_price: entry, stop_price: stop, target1_price: first, target2_price: second, valid_until_ms: validUntilMs }: Signal): HTMLElement =>
  el('dl', { class: 'pairs' },
    pair('Entry', price(entry)), pair('Stop', `${price(stop)}${apart(stop, entry)}`, 'down'), pair('Target 1', `${price(first)}${apart(first, entry)}`, 'up'),
    pair('Target 2', `${price(second)}${apart(second, entry)}`, 'up'), el('div', { class: 'pair' }, el('dt', { text: 'Valid until' }), el('dd', {}, remaining(validUntilMs))));

export const reasonsBlock = ({ decision, reject_reasons: reasons }: Pick<Signal, 'decision' | 'reject_reasons'>): HTMLElement =>
  el('p', { class: `verdict ${decision}` }, el('b', { text: decision === 'accepted' ? 'Accepted' : 'Rejected' }),
    ` ${decision === 'accepted' ? 'by every check.' : plain(reasons.map(rejectWords).join(', '))}`);

type Outcome = OpportunityDetail['outcomes'][number];

const outcomeCells = (outcome: Outcome | undefined): readonly string[] => {
  if (outcome === undefined) return ['not yet', NONE, NONE, NONE, NONE];
  if (outcome.status === 'blind') return [`blind: ${plain(outcome.blind_reason ?? 'the feed was not whole')}`, NONE, NONE, NONE, NONE];
  return [change(outcome.return_fraction), change(outcome.net_return_fraction), change(outcome.favourable_fraction), change(outcome.adverse_fraction), TOUCH_WORDS[outcome.first_touch]];
};

/** What came of it at each horizon; a horizon over which the feed was not whole says so. */
export const outcomesBlock = ({ outcomes }: OpportunityDetail): HTMLElement => block('What came of it',
  el('div', { class: 'table-scroll' }, el('table', { attributes: { 'aria-label': 'Outcomes' } },
    el('thead', {}, el('tr', {}, ...['After', 'Return', 'Net', 'Best', 'Worst', 'First touch'].map((text, index) => el('th', { text, class: index > 0 ? 'number' : '', attributes: { scope: 'col' } })))),
    el('tbody', {}, ...HORIZONS_MINUTES.map((horizon) => el('tr', {},
      el('th', { text: `${horizon} min`, attributes: { scope: 'row' } }),
      ...outcomeCells(outcomes.find(({ horizon_minutes }) => horizon_minutes === horizon)).map((text) => el('td', { class: 'number', text }))))))));

export const deliveriesBlock = ({ deliveries }: OpportunityDetail): HTMLElement => block('Who was told',
  deliveries.length === 0 ? el('p', { class: 'empty', text: 'Nobody of today\'s users and channels: none of them asked for it, or it was not accepted.' })
    : el('ul', { class: 'deliveries' }, ...deliveries.map((row) => deliveryLine(row, row.user_id))));

export const trackBlock = ({ track }: OpportunityDetail): HTMLElement => block('Others of its kind, 15 min after',
  track.rows.length === 0 ? el('p', { class: 'empty', text: 'None was counted yet on this symbol or by these settings.' })
    : el('ul', { class: 'plain' }, ...track.rows.map((row) => el('li', { text: kindWords(row, track.min_outcomes) }))));

/** Two clocks are compared where a bound stands: the figure may be off by so much, either way. */
export const hopsBlock = ({ hops }: OpportunityDetail): HTMLElement => block('Way and time',
  hops.length === 0 ? el('p', { class: 'empty', text: 'No stamps yet.' })
    : el('dl', { class: 'pairs' }, ...hops.map(({ name, ms, bound_ms }) => pair(hopWords(name), `${milliseconds(ms)}${bound_ms > 0 ? ` ± ${milliseconds(bound_ms)}` : ''}`))));

export const costBlock = ({ cost }: OpportunityDetail): HTMLElement => block('Cost',
  cost === null ? el('p', { class: 'empty', text: 'Not known: nothing was sent to today\'s users and channels.' })
    : el('p', { class: 'note', text: `${costUsd(cost.usd)} for this alert, by list prices of ${plain(cost.region)}, ${plain(cost.as_of)}.` }));

export const evidenceLine = ({ signal }: OpportunityDetail): HTMLElement =>
  el('p', { class: 'note evidence', text: `${plain(signal.event_id)} · ${signal.exchange} · ${signal.thesis} · found ${day(signal.exchange_time_ms)} ${clock(signal.exchange_time_ms)} UTC` });
