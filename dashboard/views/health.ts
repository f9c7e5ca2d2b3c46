import type { QueueDepth } from '../../core/contracts/queue-page';
import { answerParts } from '../state/answer';
import { hopTimesOf, type HopTimes } from '../state/hop-times';
import type { LineOf } from '../state/lines';
import { DROPPED_CAPACITY, type PageState } from '../state/page-state';
import { age, byId, el, emptyLine } from './dom';
import { duration, figure, milliseconds, percent, plain, plural } from './format';
import { shownStatus, type ShownStatus } from './health-words';
import { oldWords } from './old-words';
import { whenChanged, type View } from './view';
import { hopWords } from './words';

const STATUS_WORDS: Readonly<Record<ShownStatus, string>> = { ok: 'ok', degraded: 'degraded', down: 'down', silent: 'no word' };

const figureWords = (name: string, value: number): string => {
  if (name.endsWith('_ms')) return milliseconds(value);
  if (name.endsWith('_seconds') || name.endsWith('_s')) return duration(value * 1_000);
  if (name.endsWith('_pct')) return percent(value / 100, 1);
  return /_fraction(_|$)/.test(name) ? percent(value, 1) : figure(value);
};

const figureName = (name: string): string => plain(name.replace(/_(?:ms|seconds|s|pct)$|_fraction(?=_|$)/, '').replaceAll('_', ' '));

const reasonWords = ({ time_ms, entry }: LineOf<'health'>, status: ShownStatus, nowMs: number): string =>
  (status === 'silent' ? `no word since ${duration(nowMs - time_ms)}; then it was ${entry.status}` : plain(entry.reason ?? ''));

const card = (line: LineOf<'health'>, nowMs: number): HTMLElement => {
  const { entry } = line;
  const status = shownStatus(line, nowMs);
  return el('li', { class: `card health-${status}`, attributes: { 'data-component': entry.component.slice(0, 64) } },
    el('p', { class: 'row-line' }, el('b', { text: plain(entry.component) }), el('span', { class: `state health-word-${status}`, text: STATUS_WORDS[status] }), age(line.time_ms)),
    el('p', { class: 'note reason', text: reasonWords(line, status, nowMs) }),
    el('dl', { class: 'figures' }, ...Object.entries(entry.figures).slice(0, 24).map(([name, value]) =>
      el('div', { class: 'pair' }, el('dt', { text: figureName(name) }), el('dd', { class: 'number', text: figureWords(name, value) })))));
};

const queueLine = ({ name, waiting, in_flight, delayed, dead_letters }: QueueDepth): HTMLElement => el('tr', { class: dead_letters > 0 ? 'unmet' : '' },
  el('th', { text: plain(name), attributes: { scope: 'row' } }), ...[waiting, in_flight, delayed, dead_letters].map((count) => el('td', { class: 'number', text: figure(count) })));

const hopLine = ({ name, count, medianMs, p99Ms, boundMs }: HopTimes): HTMLElement => el('tr', {},
  el('th', { text: hopWords(name), attributes: { scope: 'row' } }),
  ...[milliseconds(medianMs), milliseconds(p99Ms), boundMs > 0 ? `± ${milliseconds(boundMs)}` : '–', figure(count)].map((text) => el('td', { class: 'number', text })));

const heading = (...names: readonly string[]): HTMLElement =>
  el('thead', {}, el('tr', {}, ...names.map((text, index) => el('th', { text, class: index > 0 ? 'number' : '', attributes: { scope: 'col' } }))));

const wayAndTime = ({ lines }: PageState): HTMLElement => {
  const hops = hopTimesOf(lines);
  if (hops.length === 0) return emptyLine('Nothing has gone its way yet.');
  return el('div', { class: 'table-scroll' }, el('table', { class: 'queue-table', attributes: { 'aria-label': 'Latency' } },
    heading('Hop', 'Median', '99 % within', 'Clocks', 'Of'), el('tbody', {}, ...hops.map(hopLine))));
};

const queues = ({ queues: answer }: PageState): HTMLElement => {
  if (answer.kind !== 'loaded') return emptyLine(answer.kind === 'failed' ? answer.reason : 'The queues are being asked.');
  return el('div', { class: 'table-scroll' }, el('table', { class: 'queue-table', attributes: { 'aria-label': 'Queues' } },
    heading('Queue', 'Waiting', 'In hand', 'Delayed', 'Given up'),
    el('tbody', {}, ...answer.value.queues.map(queueLine))));
};

const panel = (title: string, note: string, ...children: readonly HTMLElement[]): HTMLElement => el('section', { class: 'panel', attributes: { 'aria-label': title } },
  el('header', { class: 'panel-head' }, el('h2', { text: title }), el('span', { class: 'note', text: note })), ...children);

const droppedWords = ({ droppedIds: { size } }: PageState): string =>
  (size === 0 ? '' : `${size === DROPPED_CAPACITY ? 'at least ' : ''}${plural(size, 'unreadable line')} left out`);

/** Each part of the product: how it says it is, or that it says nothing; and what waits in the queues. Looked at each second for silence. */
export const healthView = (nowMs: () => number): View => {
  const root = el('div', { class: 'health-parts' });
  byId('health').append(root);
  const silences = ({ lines }: PageState): string => [...lines.health.values()].map((line) => shownStatus(line, nowMs())).join();
  const tenSeconds = (): number => Math.floor(nowMs() / 10_000);
  return whenChanged((state) => [state.lines.health, state.lines.decision, state.lines.delivery, ...answerParts(state.queues), state.droppedIds, silences(state), tenSeconds()], (state) => {
    const lines = [...state.lines.health.values()].sort((a, b) => (a.entry.component < b.entry.component ? -1 : 1));
    root.replaceChildren(
      panel('Health', droppedWords(state), lines.length === 0 ? emptyLine('No part has spoken yet. Each tells every few seconds how it is; one that falls silent is shown as such.')
        : el('ul', { class: 'cards' }, ...lines.map((line) => card(line, nowMs())))),
      panel('Latency', 'of what this page has seen, in this machine\'s time', wayAndTime(state)),
      panel('Queues', oldWords(state.queues, state.clockOffsetMs) || 'counts are approximate', queues(state)));
  });
};
