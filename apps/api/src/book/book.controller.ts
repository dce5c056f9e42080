import {
  Book,
  pageNameSchema,
  PageSigner,
  PRICING_OPTIONS,
  PricingStore,
  type BookJwks,
  type PricingOptions,
} from '#pricing';
import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../auth/access.ts';
import { problemKind } from '../http/problem-kind.ts';
import { Operation } from '../rest/operation.ts';
import { bookPagesSchema, jwksSchema } from './book-schemas.ts';
import { RouteGroup } from '../rest/route-group.ts';

const pagePath = z.strictObject({ page: pageNameSchema.describe('Which page: they change at different times') });
const pageQuery = z.strictObject({
  version: z.string().min(1).max(200).optional().describe('Any version that was ever published'),
});

const pageNotFound = problemKind({ status: 404, code: 'page_not_found', title: 'There is no such page' });

const KEYS_SECONDS = 300;
const PAGE_SECONDS = 60;
const VERSION_SECONDS = 31_536_000;

/** The offline book: signed pages that a phone keeps and checks without a network. */
@RouteGroup('book', 'The offline book: signed pages of tariff and map that phones check without a network.')
@Controller('v1/book')
export class BookController {
  readonly #book: Book;
  readonly #store: PricingStore;
  readonly #signer: PageSigner;
  readonly #options: PricingOptions;

  constructor(book: Book, store: PricingStore, signer: PageSigner, @Inject(PRICING_OPTIONS) options: PricingOptions) {
    this.#book = book;
    this.#store = store;
    this.#signer = signer;
    this.#options = options;
  }

  @Get()
  @Public()
  @Operation({
    id: 'listBookPages',
    summary: 'The pages that phones hold now',
    description: 'The same pages come to phones by pull, as rows `bookPage/<page>/<version>` of the scope `public`.',
    answers: { 200: { description: 'Pages, without what they say', schema: bookPagesSchema } },
  })
  async index() {
    const pages = await this.#store.livePages();
    return {
      pages: pages.map(({ page, version, contentVersion, validFromMs, validToMs, honouredUntilMs, keyId }) => {
        return { page, version, contentVersion, validFromMs, validToMs, honouredUntilMs, keyId };
      }),
    };
  }

  @Get('jwks.json')
  @Public()
  @Operation({
    id: 'getBookKeys',
    summary: 'The public keys of the book (JWK Set)',
    description: 'Keep them on the phone with the pages.',
    answers: { 200: { description: 'The keys', schema: jwksSchema, headers: ['Cache-Control'] } },
  })
  async keys(@Res({ passthrough: true }) reply: FastifyReply): Promise<BookJwks> {
    void reply.header('Cache-Control', `public, max-age=${KEYS_SECONDS}`);
    return this.#signer.publicKeys();
  }

  @Get(':page')
  @Public()
  @Operation({
    id: 'getBookPage',
    summary: 'A page of the book, as signed',
    description:
      'A compact JWS (ES256, `typ` bimride-page+jws). Its payload has page, version, contentVersion, validFromMs, validToMs, ' +
      'honouredUntilMs and content. Without `version`, the page to use now. A published page never changes.',
    answers: {
      200: { description: 'The page', content: { 'application/jose': z.string() }, headers: ['ETag', 'Cache-Control'] },
      304: { description: 'You have it: `If-None-Match` names it', headers: ['ETag', 'Cache-Control'] },
    },
    problems: [pageNotFound],
  })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The `ETag` of the page you have',
    schema: { type: 'string' },
  })
  async page(
    @Param({ schema: pagePath }) { page }: z.infer<typeof pagePath>,
    @Query({ schema: pageQuery }) { version }: z.infer<typeof pageQuery>,
    @Headers('if-none-match') seen: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const found =
      version === undefined
        ? await this.#book.pageAt(page, this.#options.clock())
        : await this.#store.page(`${page}/${version}`);
    if (found === null) throw pageNotFound();
    const etag = `"${found.pageId}"`;
    const maxAge = version === undefined ? `max-age=${PAGE_SECONDS}` : `max-age=${VERSION_SECONDS}, immutable`;
    void reply.header('ETag', etag).header('Cache-Control', `public, ${maxAge}`);
    if (seen === etag) {
      void reply.status(304);
      return undefined;
    }
    void reply.type('application/jose');
    return found.jws;
  }
}
