/**
 * Outcomes that a person must hear of: each refusal and each parked mutation is a row in its sender's own scope,
 * until acknowledged, so that a phone that lost the reply, or its memory, still learns of it. Of a conflict the other
 * person finds one too.
 */
import type { Json } from '../wire/canonical-json.ts';
import { defineEntity } from '../define/entity.ts';
import { personScope } from '../define/scope.ts';

export interface OutcomeState {
  /** `<stream>/<id>`. */
  readonly outcomeId: string;
  readonly subject: string;
  readonly clientId: string;
  readonly mutationId: number;
  readonly name: string;
  /** What another person wanted, and this one's action stands instead. */
  readonly ofAnother: boolean;
  readonly outcome: Json;
  readonly decidedAtMs: number;
}

/** An outcome as its person sees it. */
export type OutcomeRow = Omit<OutcomeState, 'ofAnother'> & { readonly ofAnother?: true };

export const outcomeKind = defineEntity<OutcomeState, OutcomeRow>({
  kind: 'outcome',
  id: (state) => state.outcomeId,
  // On the wire it stands only where it is true.
  views: ({ ofAnother, ...state }) => ({ [personScope(state.subject)]: ofAnother ? { ...state, ofAnother } : state }),
  sensitivity: {
    outcomeId: 'plain',
    subject: 'personal',
    clientId: 'personal',
    mutationId: 'plain',
    name: 'plain',
    ofAnother: 'plain',
    // What a rule told beside its code is for the sender alone.
    outcome: 'secret',
    decidedAtMs: 'plain',
  },
});
