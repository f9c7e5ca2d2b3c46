/** No fonts, scripts or images from elsewhere: the file is whole. Colours follow the reader's light or dark setting. */
export const STYLE = `
:root { color-scheme: light dark; --page: #f9f9f7; --card: #fcfcfb; --ink: #0b0b0b; --soft: #52514e; --faint: #75736d; --grid: #e1e0d9; --line: #c3c2b7; --series: #2a78d6; --null: #c8501b; }
@media (prefers-color-scheme: dark) { :root { --page: #0d0d0d; --card: #1a1a19; --ink: #ffffff; --soft: #c3c2b7; --faint: #9a988f; --grid: #2c2c2a; --line: #45443f; --series: #5598e7; --null: #e8703a; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px 64px; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 980px; margin: 0 auto; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 0 0 4px; } h3 { font-size: 15px; margin: 16px 0 4px; }
section { background: var(--card); border: 1px solid var(--grid); border-radius: 8px; padding: 18px 20px; margin: 16px 0; }
p { margin: 4px 0 12px; color: var(--soft); max-width: 75ch; } .none { color: var(--faint); font-style: italic; }
.mark { display: inline-block; border: 2px solid var(--null); color: var(--null); font-weight: 700; border-radius: 4px; padding: 0 8px; letter-spacing: .05em; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 16px 0; }
.tile { background: var(--card); border: 1px solid var(--grid); border-radius: 8px; padding: 12px 14px; } .tile b { display: block; font-size: 24px; font-weight: 600; } .tile span { color: var(--soft); font-size: 13px; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; width: 100%; } th, td { padding: 4px 8px; text-align: left; border-bottom: 1px solid var(--grid); white-space: nowrap; }
th { color: var(--soft); font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: auto; } svg.wide { min-width: 600px; } .curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 16px; } figure { margin: 0; } figcaption { font-size: 13px; color: var(--soft); }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--soft); } svg .label { fill: var(--ink); } svg .tick, svg .note { fill: var(--faint); font-variant-numeric: tabular-nums; }
.grid { stroke: var(--grid); } .baseline { stroke: var(--soft); stroke-dasharray: 4 3; } .interval { stroke: var(--series); stroke-width: 4; stroke-opacity: .45; stroke-linecap: round; }
.point { fill: var(--series); stroke: var(--card); stroke-width: 2; } .reference { fill: var(--null); } .curve { fill: none; stroke: var(--series); stroke-width: 2; stroke-linejoin: round; }
.key { font-size: 13px; color: var(--soft); } .key i { display: inline-block; width: 10px; height: 10px; border-radius: 5px; background: var(--series); margin: 0 4px 0 12px; } .key i.other { width: 3px; height: 14px; border-radius: 0; background: var(--null); vertical-align: -2px; }
summary { cursor: pointer; color: var(--soft); margin-top: 8px; } footer { color: var(--faint); font-size: 13px; }`;
