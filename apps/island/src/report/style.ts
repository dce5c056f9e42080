/** How the page looks: by day, by night, on a phone and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1c2430; --quiet: #5c6673; --line: #e2e0d8; --accent: #00558c;
  --pass: #1a7f4b; --fail: #c0322b; --doubt: #a86a00;
  --pass-soft: #e3f3ea; --fail-soft: #fbe6e4; --doubt-soft: #fbf0da;
  --o1: #1f7a8c; --o2: #7fc8c2; --o3: #f2c14e; --o4: #f08a4b; --o5: #d1495b; --o6: #8f2d56;
  --o7: #6b4ea0; --o8: #9a8fb8; --o9: #6c757d; --o10: #3d405b; --o11: #111111; --o12: #7a1f1f; --o13: #b08968;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161c; --card: #1a2029; --ink: #e8eaed; --quiet: #9aa5b1; --line: #2d3541; --accent: #7cc0ee;
    --pass: #5fd394; --fail: #ff8078; --doubt: #f0bb5a;
    --pass-soft: #16321f; --fail-soft: #3b1b1a; --doubt-soft: #352a12;
    --o1: #35a3b8; --o2: #a0dcd6; --o6: #c05c8a; --o7: #9a7fd1; --o9: #939ba3; --o10: #7d81a6; --o11: #f4f4f4; --o12: #c46a6a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 1.05rem; font-weight: 600; margin: 0 0 14px; color: var(--quiet); }
h2 { font-size: 1.25rem; margin: 44px 0 6px; }
h3 { font-size: 1rem; margin: 0 0 6px; }
p { margin: 0 0 12px; max-width: 76ch; }
.lead { color: var(--quiet); }
.none { color: var(--quiet); }
.verdict { border-radius: 14px; padding: 22px 26px; border-left: 10px solid; background: var(--card); }
.verdict strong { display: block; font-size: 2.4rem; line-height: 1.15; }
.verdict p { margin: 6px 0 0; }
.v-pass { color: var(--pass); } .v-fail { color: var(--fail); } .v-inconclusive { color: var(--doubt); } .v-none { color: var(--quiet); }
.verdict.b-pass { border-color: var(--pass); background: var(--pass-soft); }
.verdict.b-fail { border-color: var(--fail); background: var(--fail-soft); }
.verdict.b-inconclusive { border-color: var(--doubt); background: var(--doubt-soft); }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 18px 0 0; }
dl.facts div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; }
dt { color: var(--quiet); font-size: .8rem; } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 10px; font-size: .92rem; }
th, td { text-align: left; padding: 9px 12px; border-top: 1px solid var(--line); vertical-align: top; }
thead th { border-top: 0; color: var(--quiet); font-weight: 600; font-size: .8rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td small, th small { display: block; color: var(--quiet); max-width: 68ch; }
tbody th { white-space: nowrap; }
table.kpis td:first-child { min-width: 44%; }
td b { white-space: nowrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr)); gap: 18px; margin-top: 14px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; break-inside: avoid; }
figcaption { color: var(--quiet); font-size: .82rem; margin-top: 8px; }
svg { width: 100%; height: auto; display: block; }
svg text { font-size: 13px; fill: var(--ink); }
svg .quiet { fill: var(--quiet); font-size: 12px; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .gate { stroke: var(--fail); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .gate-text { fill: var(--fail); font-weight: 600; font-size: 12px; }
svg .whisker { stroke: var(--accent); stroke-width: 2.5; stroke-linecap: round; opacity: .55; }
svg .point, svg .bar { fill: var(--accent); }
svg polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg polyline.a-max { stroke: var(--o4); } svg circle.a-max, i.a-max { fill: var(--o4); background: var(--o4); }
svg polyline.a-p95 { stroke: var(--o7); } svg circle.a-p95, i.a-p95 { fill: var(--o7); background: var(--o7); }
svg polyline.a-median { stroke: var(--o1); } svg circle.a-median, i.a-median { fill: var(--o1); background: var(--o1); }
.tile rect { stroke-width: 1.5; }
.t-pass rect { fill: var(--pass-soft); stroke: var(--pass); } .t-fail rect { fill: var(--fail-soft); stroke: var(--fail); }
.t-inconclusive rect { fill: transparent; stroke: var(--doubt); stroke-dasharray: 4 3; }
svg .tile-name { font-size: 12px; fill: var(--quiet); } svg .tile-value { font-size: 16px; font-weight: 700; }
.legend { list-style: none; padding: 0; margin: 8px 0 0; display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: .82rem; }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 6px; }
.o-assigned { fill: var(--o1); background: var(--o1); } .o-no_supply { fill: var(--o2); background: var(--o2); }
.o-cancelled { fill: var(--o3); background: var(--o3); } .o-too_late { fill: var(--o4); background: var(--o4); }
.o-lapsed { fill: var(--o5); background: var(--o5); } .o-rejected { fill: var(--o6); background: var(--o6); }
.o-conflict { fill: var(--o7); background: var(--o7); } .o-expired { fill: var(--o8); background: var(--o8); }
.o-parked { fill: var(--o9); background: var(--o9); } .o-silent { fill: var(--o10); background: var(--o10); }
.o-false_no_supply { fill: var(--o12); background: var(--o12); } .o-re_entered { fill: var(--o13); background: var(--o13); }
.o-never_arrived { fill: var(--o11); background: var(--o11); }
.assumed { color: var(--doubt); font-weight: 600; }
section.sql { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; margin-top: 14px; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
footer { margin-top: 44px; color: var(--quiet); font-size: .85rem; }
@media (max-width: 720px) {
  main { padding: 16px 12px 32px; }
  table.kpis thead { display: none; }
  table.kpis tr { display: grid; grid-template-columns: 1fr 1fr; padding: 10px 12px; border-top: 1px solid var(--line); }
  table.kpis td, table.kpis td:first-child { min-width: 0; border: 0; padding: 2px 0; text-align: left; white-space: normal; }
  table.kpis td:first-child { grid-column: 1 / -1; }
  table.kpis td[data-label]::before { content: attr(data-label); display: block; color: var(--quiet); font-size: .75rem; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #ccc; --accent: #00558c;
    --pass: #1a7f4b; --fail: #c0322b; --doubt: #a86a00; --pass-soft: #fff; --fail-soft: #fff; --doubt-soft: #fff;
  }
  body { font-size: 11pt; } main { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .figures { grid-template-columns: 1fr 1fr; }
  h2 { break-after: avoid; } tr { break-inside: avoid; }
}
`;
