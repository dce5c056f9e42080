import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { html } from './html.ts';

describe('a template', () => {
  it('escapes what is put in, and leaves markup of its own kind', () => {
    const name = `<i class="x">'&'</i>`;
    expect(html`<b>${name}</b>${html`<hr />`}${[1, 'a&b', html`<br />`]}`.markup).toBe(
      '<b>&lt;i class=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/i&gt;</b><hr />1a&amp;b<br />',
    );
  });

  it('lets no text begin a tag or end an attribute', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(html`${text}`.markup).not.toMatch(/[<>"']/)));
  });
});
