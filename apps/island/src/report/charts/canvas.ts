/**
 * What all charts share. They are drawn 400 units wide, so that their texts can be read on a phone, and stand side by side
 * on a screen. Colours are classes: the page decides what they are by day, by night and on paper.
 */
import { html, type Html } from '../html.ts';

export const CHART_WIDTH = 400;

/** A drawing with its title, and what it shows in words for who cannot see it. */
export function figure(options: {
  readonly title: string;
  readonly caption: string;
  readonly height: number;
  readonly drawing: Html;
  readonly legend?: readonly { readonly name: string; readonly words: string }[];
}): Html {
  const { title, caption, height, drawing, legend = [] } = options;
  const keys = legend.map(({ name, words }) => html`<li><i class="${name}"></i>${words}</li>`);
  return html`<figure>
    <h3>${title}</h3>
    <svg viewBox="0 0 ${CHART_WIDTH} ${height}" role="img" aria-label="${title}. ${caption}">${drawing}</svg>
    ${
      legend.length === 0
        ? ''
        : html`<ul class="legend">
            ${keys}
          </ul>`
    }
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** A figure of which there is nothing to draw. */
export function emptyFigure(title: string): Html {
  return html`<figure>
    <h3>${title}</h3>
    <p class="none">Nothing was measured.</p>
  </figure>`;
}

export interface TextAt {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly name?: string;
}

export function text(words: string, { x, y, anchor = 'start', name = '' }: TextAt): Html {
  return html`<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" class="${name}">${words}</text>`;
}

export interface Segment {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly name: string;
}

export function line({ from, to, name }: Segment): Html {
  return html`<line
    x1="${round(from[0])}"
    y1="${round(from[1])}"
    x2="${round(to[0])}"
    y2="${round(to[1])}"
    class="${name}"
  />`;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly name: string;
  /** Shown when pointed at. */
  readonly words: string;
}

export function box({ x, y, width, height, name, words }: Box): Html {
  return html`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" class="${name}"
    ><title>${words}</title></rect
  >`;
}

/** A tenth of a unit is enough, and keeps the file small. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
