import type { PageState } from '../state/page-state';

/** A part of the page: shows a state. Called for each change; does nothing where its own part of the state is the same. */
export type View = (state: PageState) => void;

/** Calls `show` only where one of the parts that it reads has changed. */
export const whenChanged = (partsOf: (state: PageState) => readonly unknown[], show: View): View => {
  let before: readonly unknown[] | undefined;
  return (state) => {
    const parts = partsOf(state);
    if (before !== undefined && parts.every((part, index) => part === before?.[index])) return;
    before = parts;
    show(state);
  };
};
