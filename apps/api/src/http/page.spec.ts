import { describe, expect, it } from '@jest/globals';
import { escapeHtml, page, pageHeaders } from './page.ts';

describe('a page', () => {
  it('shows text as text, in an attribute too', () => {
    expect(escapeHtml(`<b title="a" lang='b'>&`)).toBe('&#60;b title=&#34;a&#34; lang=&#39;b&#39;&#62;&#38;');
    expect(page('</title><script>', '')).toContain('<title>&#60;/title&#62;&#60;script&#62; ·');
  });

  it('without a script allows none, and asks nobody', () => {
    const policy = pageHeaders({})['Content-Security-Policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(policy).not.toMatch(/script-src|connect-src|unsafe/);
  });
});
