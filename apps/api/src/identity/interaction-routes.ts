import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors, type InteractionResults, type Provider } from 'oidc-provider';
import { SIGN_IN_ROUTE } from '../auth/access.ts';
import { pageHeaders } from '../http/page.ts';
import { findPerson } from './people.ts';
import { grantTo, interactionPath } from './provider.ts';
import { errorPage, signInPage } from './sign-in-page.ts';

/** A form that says one name is short. */
const FORM_MAX_BYTES = 1_024;

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/**
 * The page on which a person says who they are. The browser that started the sign-in holds a cookie (http-only, same
 * site, for this path), without which neither the page nor its form answers: that is its protection against forgery.
 */
export function addInteractionRoutes(fastify: FastifyInstance, provider: Provider, issuer: string): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_MAX_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(body)),
  );
  const url = interactionPath(issuer, ':uid');
  fastify.get(url, { config: SIGN_IN_ROUTE }, async (request, reply) => {
    const interaction = await current(provider, request, reply);
    if (!interaction) return sendExpired(reply);
    const client = await provider.Client.find(String(interaction.params.client_id));
    reply.headers(pageHeaders({ formTargets: [formTarget(interaction)] }));
    return reply.send(signInPage(client?.clientName ?? 'an application'));
  });
  fastify.post<{ Body: unknown }>(url, { config: SIGN_IN_ROUTE }, async (request, reply) => {
    const interaction = await current(provider, request, reply);
    if (!interaction) return sendExpired(reply);
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const result = await decide(provider, interaction, form);
    if (!result)
      return sendPage(
        reply,
        400,
        errorPage({ error: 'person_unknown', error_description: 'Nobody of that name is here.' }),
      );
    return reply.redirect(
      await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false }),
      303,
    );
  });
}

/** The interaction this browser is in, if it is the one in the address. */
async function current(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Interaction | undefined> {
  const { uid } = request.params as { uid: string };
  try {
    const interaction = await provider.interactionDetails(request.raw, reply.raw);
    return interaction.uid === uid ? interaction : undefined;
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

async function decide(
  provider: Provider,
  interaction: Interaction,
  form: URLSearchParams,
): Promise<InteractionResults | undefined> {
  if (form.has('cancel')) return { error: 'access_denied', error_description: 'The person cancelled the sign-in.' };
  const person = findPerson(form.get('person'));
  if (!person) return undefined;
  const grantId = await grantTo(provider, person.id, String(interaction.params.client_id));
  return { login: { accountId: person.id }, consent: { grantId } };
}

/** Browsers hold a form's redirects to `form-action` too, so the application that is waiting must be named there. */
function formTarget(interaction: Interaction): string {
  const target = new URL(String(interaction.params.redirect_uri));
  return target.protocol.startsWith('http') ? target.origin : target.protocol;
}

const sendExpired = (reply: FastifyReply): FastifyReply =>
  sendPage(
    reply,
    400,
    errorPage({
      error: 'sign_in_expired',
      error_description: 'This sign-in has expired, or was started in another browser.',
    }),
  );

const sendPage = (reply: FastifyReply, status: number, html: string): FastifyReply =>
  reply.code(status).headers(pageHeaders({})).send(html);
