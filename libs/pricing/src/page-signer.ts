import type { BookJwks } from './rules/book/book-page.ts';

/** A page with its signature. */
export interface SignedPage {
  /** Compact JWS. */
  readonly jws: string;
  readonly keyId: string;
}

/** Who signs the pages of the book. The application binds it to where its keys are. */
export abstract class PageSigner {
  /** Signs a page's text with the newest key. */
  abstract sign(text: string): Promise<SignedPage>;

  /** The public keys with which pages can be checked: the newest, and those of pages that are still honoured. */
  abstract publicKeys(): Promise<BookJwks>;
}
