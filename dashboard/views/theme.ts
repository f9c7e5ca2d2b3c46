const KEY = 'tapewatch-theme';
type Theme = 'dark' | 'light';

const apply = (theme: Theme): void => { document.documentElement.dataset['theme'] = theme; };

const shownTheme = (): Theme => {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
};

/** What was chosen once on this machine; else the system's preference rules. */
export const applyChosenTheme = (): void => {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'dark' || chosen === 'light') apply(chosen);
};

export const toggleTheme = (): void => {
  const next = shownTheme() === 'dark' ? 'light' : 'dark';
  localStorage.setItem(KEY, next);
  apply(next);
};

/** A colour of the style sheet as the chart, which draws on a canvas, needs it: `rgb(…)` of the present theme. */
export const colourOf = (name: string): string => {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};

/** Calls back after the colours have changed, by choice or because the system's preference did. */
export const onThemeChange = (changed: () => void): void => {
  new MutationObserver(changed).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  window.matchMedia('(prefers-color-scheme: light)').addEventListener('change', changed);
};
