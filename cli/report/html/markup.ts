const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text made safe for an element's content and for a quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

export type Attributes = Readonly<Record<string, string | number>>;

/** An element around markup that is safe already. */
export const element = (name: string, attributes: Attributes, ...children: readonly string[]): string => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(typeof value === 'number' ? Math.round(value * 100) / 100 : value))}"`).join('');
  return `<${name}${written}>${children.join('')}</${name}>`;
};

export const text = (name: string, content: string, attributes: Attributes = {}): string => element(name, attributes, escaped(content));

/** A table whose columns named in `right` hold numbers. */
export const htmlTable = (head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string => {
  const cell = (name: 'th' | 'td') => (content: string, column: number): string => text(name, content, right.includes(column) ? { class: 'number' } : {});
  const line = (name: 'th' | 'td', cells: readonly string[]): string => element('tr', {}, ...cells.map(cell(name)));
  return element('div', { class: 'scroll' }, element('table', {}, element('thead', {}, line('th', head)), element('tbody', {}, ...rows.map((row) => line('td', row)))));
};
