import { isRecord } from '../exchanges/numeric-fields';
import type { ObjectPattern, Pattern, Wanted } from './pattern';

/** What a layout holds at one place: a wanted value, rows that all have the same steps, something to pass over, or the end. */
export type Take =
  | Exclude<Wanted, { readonly take: 'rows' | 'constant' }>
  | { readonly take: 'rows'; readonly steps: readonly Step[] }
  | { readonly take: 'skip-text' | 'skip-integer' | 'skip-boolean' | 'end' };

/** The exact text up to a value, and the value. */
export interface Step {
  readonly text: string;
  readonly value: Take;
}

/**
 * A message's exact text around its values, as the venue happens to spell it: keys in their order, no white space. Drawn from one
 * message, it fits all those that differ in their values alone.
 */
export interface Layout {
  readonly steps: readonly Step[];
  /** Index of the text that each `constant` has in this layout, by column. */
  readonly constants: readonly number[];
}

/** The layout of a parsed message; undefined where the pattern does not describe it, or where it has values that no layout can hold. */
export const drawLayout = (message: unknown, pattern: ObjectPattern): Layout | undefined => {
  const drawing = new Drawing();
  return drawing.draw(message, pattern) ? drawing.finish() : undefined;
};

/** Draws depth first; every method says whether it could. */
class Drawing {
  private readonly constants: number[] = [];
  private readonly steps: Step[] = [];
  /** What has been drawn since the last value. */
  private text = '';

  draw(value: unknown, pattern: Pattern | undefined): boolean {
    if (pattern === undefined) return this.drawUnwanted(value);
    if (isWanted(pattern)) return this.drawWanted(value, pattern);
    return isArray(pattern) ? this.drawArray(value, pattern) : this.drawObject(value, pattern);
  }

  finish(): Layout {
    this.take({ take: 'end' });
    return { steps: this.steps, constants: this.constants };
  }

  private drawObject(value: unknown, pattern: ObjectPattern): boolean {
    return isRecord(value) && this.drawList('{', Object.entries(value), '}', ([key, child]) => {
      this.text += `${JSON.stringify(key)}:`;
      return this.draw(child, Object.hasOwn(pattern, key) ? pattern[key] : undefined);
    });
  }

  /** An empty array may stand in for any: an empty side of a book. */
  private drawArray(value: unknown, pattern: readonly Pattern[]): boolean {
    if (!Array.isArray(value) || (value.length > 0 && value.length !== pattern.length)) return false;
    return this.drawList('[', [...value.entries()], ']', ([index, child]: readonly [number, unknown]) => this.draw(child, pattern[index]));
  }

  private drawList<Child>(open: string, children: readonly Child[], close: string, drawChild: (child: Child) => boolean): boolean {
    this.text += open;
    const isDrawn = children.every((child, index) => {
      if (index > 0) this.text += ',';
      return drawChild(child);
    });
    this.text += close;
    return isDrawn;
  }

  private drawUnwanted(value: unknown): boolean {
    if (typeof value === 'string') return this.takeWithin('"', { take: 'skip-text' }, '"');
    if (typeof value === 'boolean') return this.take({ take: 'skip-boolean' });
    return Number.isSafeInteger(value) && this.take({ take: 'skip-integer' });
  }

  private drawWanted(value: unknown, wanted: Wanted): boolean {
    switch (wanted.take) {
      case 'symbol':
        this.text += `"${wanted.prefix}`;
        return this.take(wanted);
      case 'decimal':
      case 'text':
        return typeof value === 'string' && this.takeWithin('"', wanted, '"');
      case 'time':
      case 'integer':
      case 'digits':
      case 'boolean':
      case 'choice':
        return this.take(wanted);
      case 'stream':
        return typeof value === 'string' && this.drawStream(value);
      case 'levels':
        return this.takeWithin('[', wanted, ']');
      case 'constant':
        this.text += JSON.stringify(value);
        this.constants[wanted.column] = wanted.texts.findIndex((text) => text === value);
        return this.constants[wanted.column] !== -1;
      case 'fields':
        this.text += '{"';
        return this.take(wanted);
      case 'rows':
        return this.drawRows(value, wanted.row);
    }
  }

  /** All rows are expected to look like the first. */
  private drawRows(value: unknown, row: ObjectPattern): boolean {
    const layout = Array.isArray(value) ? drawLayout(value[0], row) : undefined;
    if (layout === undefined) return false;
    return this.takeWithin('[', { take: 'rows', steps: layout.steps }, ']');
  }

  /** What comes behind the symbol's `@` is expected as it is. */
  private drawStream(name: string): boolean {
    const end = name.indexOf('@') + 1;
    return end > 0 && this.takeWithin('"', { take: 'stream' }, JSON.stringify(name.slice(end)).slice(1));
  }

  private takeWithin(before: string, value: Take, behind: string): true {
    this.text += before;
    this.take(value);
    this.text += behind;
    return true;
  }

  private take(value: Take): true {
    this.steps.push({ text: this.text, value });
    this.text = '';
    return true;
  }
}

const isArray = (pattern: Pattern): pattern is readonly Pattern[] => Array.isArray(pattern);
const isWanted = (pattern: Pattern): pattern is Wanted => 'take' in pattern && typeof pattern.take === 'string';
