import { byId, el } from './dom';

const TABS = [['radar', 'Radar'], ['track', 'Track record'], ['health', 'Health']] as const;
export type Tab = (typeof TABS)[number][0];

/** Shows one view at a time. Answers how to choose one. */
export const makeTabs = (onChange: (tab: Tab) => void): ((tab: Tab) => void) => {
  const buttons = TABS.map(([tab, text]) => el('button', { class: 'tab', text, attributes: { 'data-tab': tab }, onClick: () => { choose(tab); } }));
  byId('tabs').append(...buttons);
  function choose(chosen: Tab): void {
    for (const [tab] of TABS) byId(tab).hidden = tab !== chosen;
    for (const button of buttons) {
      if (button.dataset['tab'] === chosen) button.setAttribute('aria-current', 'page');
      else button.removeAttribute('aria-current');
    }
    onChange(chosen);
  }
  choose('radar');
  return choose;
};
