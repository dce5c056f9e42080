/** How the inspector looks: on 360 pixels, by keyboard, in the dark. Contrast of text is 7 to 1 and more in both schemes. */
export const STYLE = `
.bimride-inspector { color-scheme: light dark; color: light-dark(#1b1f24, #e9edf1); background: light-dark(#fff, #15191e);
  font: 14px/1.45 system-ui, sans-serif; padding: 12px; box-sizing: border-box; max-width: 100%; overflow-wrap: anywhere; }
.bimride-inspector h2 { font-size: 16px; margin: 0 0 8px; }
.bimride-inspector details { border-top: 1px solid light-dark(#d5dae0, #39414a); }
.bimride-inspector details details { margin-left: 12px; }
.bimride-inspector summary { padding: 10px 4px; min-height: 24px; cursor: pointer; font-weight: 600; }
.bimride-inspector summary:focus-visible, .bimride-inspector button:focus-visible { outline: 3px solid light-dark(#0a58ca, #7db3ff); outline-offset: 1px; }
.bimride-inspector small { font-weight: 400; font-size: 13px; color: light-dark(#434b54, #b6c0ca); }
.bimride-inspector .wide { overflow-x: auto; }
.bimride-inspector table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
.bimride-inspector th, .bimride-inspector td { text-align: left; padding: 4px 8px 4px 0; white-space: nowrap; }
.bimride-inspector dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 12px; margin: 0 0 10px; }
.bimride-inspector dt { color: light-dark(#434b54, #b6c0ca); }
.bimride-inspector dd { margin: 0; }
.bimride-inspector .item { padding: 6px 0 6px 4px; }
.bimride-inspector p { margin: 2px 0 6px; }
.bimride-inspector pre { margin: 2px 0; white-space: pre-wrap; font-size: 12px; }
.bimride-inspector button { font: inherit; padding: 8px 12px; min-height: 40px; border-radius: 6px; color: inherit;
  background: light-dark(#eef1f4, #252c34); border: 1px solid light-dark(#8a94a0, #6b7681); }
`;
