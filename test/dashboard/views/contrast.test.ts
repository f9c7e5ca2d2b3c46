import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const CSS = readFileSync(join(__dirname, '../../../dashboard/app.css'), 'utf8');
const PALETTE = new Map([...CSS.matchAll(/--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));

/** Relative luminance (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

const TEXTS = ['text', 'muted', 'accent', 'up', 'down', 'warn', 'diamond', 'gold'];
const GROUNDS = ['ground', 'panel', 'raised'];

describe('the palette', () => {
  test('black on white is 21 to 1', () => { expect(contrast('#000000', '#ffffff')).toBe(21); });

  test.each(TEXTS.flatMap((text) => GROUNDS.map((ground): [string, string] => [text, ground])))('%s on %s has a contrast of 4.5 to 1 in light and in dark (WCAG AA)', (text, ground) => {
    for (const theme of ['light', 'dark'] as const) expect(contrast(PALETTE.get(text)![theme], PALETTE.get(ground)![theme])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(GROUNDS)('the focus ring has 3 to 1 on %s', (ground) => {
    for (const theme of ['light', 'dark'] as const) expect(contrast(PALETTE.get('focus')![theme], PALETTE.get(ground)![theme])).toBeGreaterThanOrEqual(3);
  });

  test('nothing that holds text is made fainter than its colour: opacity is for what moves in alone', () => {
    const withoutKeyframes = CSS.replace(/@keyframes \w+ \{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
    expect(withoutKeyframes).not.toContain('@keyframes');
    expect([...withoutKeyframes.matchAll(/([^{};]+)\{[^{}]*\b(?:opacity|filter)\s*:/g)].map((match) => match[1]?.trim())).toEqual([]);
  });

  test('no colour of a text stands outside it', () => {
    expect([...CSS.matchAll(/(?<![-\w])color: (?!var\(|inherit)([^;]+);/g)].map((match) => match[1])).toEqual([]);
  });
});
