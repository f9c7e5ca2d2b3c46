const rowsOf = (list: HTMLElement): HTMLButtonElement[] => [...list.querySelectorAll<HTMLButtonElement>('.row')];

/** One row at a time is in the tab order, the one that was last focused. */
const focusRow = (list: HTMLElement, row: HTMLButtonElement | undefined): void => {
  if (row === undefined) return;
  for (const other of list.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1');
  row.setAttribute('tabindex', '0');
  row.focus();
};

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

const isTyping = ({ target }: KeyboardEvent): boolean => target instanceof HTMLInputElement || target instanceof HTMLSelectElement || document.querySelector('dialog[open]') !== null;

export interface ListKeys {
  readonly list: HTMLElement;
  /** Whether the list is in view. */
  readonly isShown: () => boolean;
  readonly onEscape: () => void;
}

/** `j` and `k` from anywhere, arrows within the list; `Enter` is the button's own. */
export const bindListKeys = ({ list, isShown, onEscape }: ListKeys): void => {
  document.addEventListener('keydown', (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') onEscape();
    const step = STEPS[event.key];
    const rows = rowsOf(list);
    const at = rows.findIndex((row) => row === document.activeElement);
    if (step === undefined || !isShown() || (event.key.startsWith('Arrow') && at < 0)) return;
    event.preventDefault();
    focusRow(list, rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]);
  });
};

/** Puts the focus back to where an opened row stands. */
export const focusRowOf = (list: HTMLElement, id: string): void => { focusRow(list, rowsOf(list).find((row) => row.dataset['id'] === id)); };
