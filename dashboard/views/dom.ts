import { clock } from './format';

export interface Properties {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

const setUp = <Made extends HTMLElement | SVGElement>(made: Made, { text, attributes = {}, onClick, ...rest }: Properties, children: readonly (Node | string)[]): Made => {
  if (rest.class !== undefined) made.setAttribute('class', rest.class);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  if (onClick !== undefined) made.addEventListener('click', onClick);
  made.append(...children);
  return made;
};

/** An element with children; strings become text, never markup. */
export const el = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag, properties: Properties = {}, ...children: readonly (Node | string)[]): HTMLElementTagNameMap[Tag] =>
  setUp(document.createElement(tag), properties, children);

const SVG = 'http://www.w3.org/2000/svg';

export const svg = <Tag extends keyof SVGElementTagNameMap>(
  tag: Tag, attributes: Readonly<Record<string, string | number>>, ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Tag] =>
  setUp(document.createElementNS(SVG, tag), { attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)])) }, children);

/** The element of the page's own skeleton. @throws Error when `index.html` has none. */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element with the id "${id}"`);
  return found;
};

/** Sets it only where it differs, so that nothing is laid out again and no live region speaks for nothing. */
export const setText = (element: HTMLElement, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};

/** How long ago, kept true by `refreshAges`. */
export const age = (timeMs: number): HTMLTimeElement => el('time', { class: 'age', attributes: { 'data-ms': String(timeMs), datetime: new Date(timeMs).toISOString() } });

/** How long ago by the market's clock, kept true by `refreshAges`. */
export const marketAge = (timeMs: number): HTMLTimeElement => el('time', { attributes: { 'data-market-ms': String(timeMs), datetime: new Date(timeMs).toISOString() } });

/** A text that is true at a time of the market, taken away by `refreshAges` once it is older than it is worth. */
export const passing = (text: string, timeMs: number): HTMLTimeElement =>
  el('time', { class: 'number', text, attributes: { 'data-passing-ms': String(timeMs), datetime: new Date(timeMs).toISOString(), title: `as of ${clock(timeMs)} UTC` } });

/** How long something still holds by the market's clock, kept true by `refreshAges`. */
export const remaining = (untilMs: number): HTMLTimeElement => el('time', { class: 'number', attributes: { 'data-until-ms': String(untilMs), datetime: new Date(untilMs).toISOString() } });

/** A line that says why there is nothing. */
export const emptyLine = (text: string): HTMLElement => el('p', { class: 'empty', text });
