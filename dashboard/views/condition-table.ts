import type { Condition } from '../../core/contracts/common';
import { conditionValue, conditionWords } from './condition-words';
import { el } from './dom';

const HEAD = ['Condition', 'Value', 'Threshold', 'Margin', 'Met'];

const row = ({ name, value, threshold, margin, met }: Condition): HTMLElement => el('tr', { class: met ? 'met' : 'unmet' },
  el('th', { text: conditionWords(name), attributes: { scope: 'row', title: name.slice(0, 100) } }),
  ...[value, threshold, margin].map((number) => el('td', { class: 'number', text: conditionValue(name, number) })),
  el('td', { class: 'met-mark' }, el('span', { text: met ? '✓ yes' : '✗ no' })));

/** What was measured against which threshold. A margin from 0 on means met. */
export const conditionTable = (caption: string, conditions: readonly Condition[]): HTMLElement => el('div', { class: 'block' },
  el('h3', { text: caption }),
  conditions.length === 0 ? el('p', { class: 'empty', text: 'None stated.' })
    : el('div', { class: 'table-scroll' }, el('table', { class: 'conditions', attributes: { 'aria-label': caption } },
      el('thead', {}, el('tr', {}, ...HEAD.map((text, index) => el('th', { text, class: index > 0 && index < 4 ? 'number' : '', attributes: { scope: 'col' } })))),
      el('tbody', {}, ...conditions.map(row)))));
