export interface KeyedList<Item> {
  readonly keyOf: (item: Item) => string;
  /** Makes the element of an item; called again only where an item is not the same any more. */
  readonly make: (item: Item) => HTMLElement;
  readonly isSame: (a: Item, b: Item) => boolean;
}

/** Equal field by field, of objects that are made anew from the same parts. */
export const sameFields = <Item extends object>(a: Item, b: Item): boolean =>
  Object.entries(a).every(([name, value]) => {
    const other: unknown = Reflect.get(b, name);
    return Array.isArray(value) && Array.isArray(other) ? value.length === other.length && value.every((part, index) => part === other[index]) : value === other;
  });

/** Moves, adds and removes children so that they are the items' in their order; what has not changed stays the element that it was, with its focus. */
export const keyedList = <Item>(container: HTMLElement, { keyOf, make, isSame }: KeyedList<Item>): ((items: readonly Item[]) => void) => {
  let shown = new Map<string, { readonly item: Item; readonly element: HTMLElement }>();
  return (items) => {
    const next = new Map<string, { readonly item: Item; readonly element: HTMLElement }>();
    for (const item of items) {
      const before = shown.get(keyOf(item));
      next.set(keyOf(item), before !== undefined && isSame(before.item, item) ? before : { item, element: make(item) });
    }
    for (const [key, { element }] of shown) if (next.get(key)?.element !== element) replaceOrRemove(element, next.get(key)?.element);
    shown = next;
    let at = container.firstElementChild;
    for (const { element } of next.values()) {
      if (element === at) at = at.nextElementSibling;
      else container.insertBefore(element, at);
    }
  };
};

const replaceOrRemove = (element: HTMLElement, replacement: HTMLElement | undefined): void => {
  const hadFocus = element.contains(document.activeElement);
  if (replacement === undefined) element.remove();
  else element.replaceWith(replacement);
  if (hadFocus) replacement?.querySelector<HTMLElement>('button')?.focus();
};
