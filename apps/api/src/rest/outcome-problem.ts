import type { Json, Outcome } from '#sync';
import { Problem, type ProblemPlace } from '../http/problem.ts';

/** Codes whose status does not follow from what they end with. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  args_invalid: 400,
  mutation_too_large: 400,
  tariff_invalid: 400,
  role_missing: 403,
  approver_is_proposer: 403,
};

/** The one table from the code of a refusal to a status: what is not there is 404, what stands against it is 409. */
export function statusOfCode(code: string): number {
  return STATUS_OF_CODE[code] ?? (code.endsWith('_not_found') ? 404 : 409);
}

/** The problem of a write that a rule refused, under the rule's own code. */
export function outcomeProblem({ outcome, code = outcome, message, details }: Outcome): Problem {
  const places = code === 'args_invalid' ? placesOf(details) : undefined;
  return new Problem({
    status: statusOfCode(code),
    code,
    title: message ?? 'A rule refuses it',
    ...(places === undefined ? {} : { errors: places }),
    extensions: { outcome, ...(details === undefined || places !== undefined ? {} : { details }) },
  });
}

/** Where arguments are wrong, in the form that all problems have. */
function placesOf(details: Json | undefined): readonly ProblemPlace[] | undefined {
  if (!Array.isArray(details)) return undefined;
  return (details as readonly { readonly pointer: string; readonly message: string }[]).map(({ pointer, message }) => ({
    pointer,
    detail: message,
  }));
}
