/**
 * Pages of the signed offline book: what phones know without a network beside their rows. A module brings a page by its name
 * and says what its content is; the book dates it, signs it, publishes it when it changes and renews it before it ends.
 */
import type { Json } from '../wire/canonical-json.ts';

export interface PageDefinition {
  /** Lower-case letters with hyphens. Never changed: phones ask for it by this name. */
  readonly name: string;
  /** Whether this is what the page holds. Asked before anything is signed, and on the phone before it is used. */
  readonly isContent: (content: Json) => boolean;
  /** Who sees to it that it is published: the book, from the page's source; or its own module, by its own mutations. */
  readonly keptBy: 'source' | 'module';
}

/** What a page says now. */
export interface PageContent {
  /** Names the content: another content has another. */
  readonly contentVersion: string;
  readonly content: Json;
}

/** Who knows what a page says. */
export abstract class PageSource {
  /** The content as it is now. Null: there is nothing to publish yet. */
  abstract current(): Promise<PageContent | null>;
}

const PAGE_NAME = /^[a-z]+(-[a-z]+)*$/;

/** Declares a page of the book; without a word it has a source. @throws Error when the name is not lower-case letters with hyphens */
export function definePage(
  name: string,
  isContent: PageDefinition['isContent'],
  keptBy: PageDefinition['keptBy'] = 'source',
): PageDefinition {
  if (!PAGE_NAME.test(name)) throw new Error(`page name ${name} is not lower-case letters with hyphens`);
  return { name, isContent, keptBy };
}
