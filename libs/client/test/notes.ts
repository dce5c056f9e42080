/** A small module of the specs' own: one mutation for each stream, and what they write. */
import { applied, defineEntity, defineModule, defineMutation, PRIORITIES, refused, type Priority } from '#sync/client';
import { z } from 'zod';
import type { BimrideClient } from '../src/bimride-client.ts';
import { ScriptedServer } from '../src/testing/scripted-server.ts';
import type { ClientOptions } from '../src/client-options.ts';
import { Island, RIDER, type Phone } from './phones.ts';

export interface NotesState {
  readonly owner: string;
  /** What was noted, in the order in which it was decided. */
  readonly texts: readonly string[];
}

export const notesKind = defineEntity<NotesState>({
  kind: 'notes',
  id: ({ owner }) => owner,
  views: (state) => ({ [`person:${state.owner}`]: { ...state } }),
  sensitivity: { owner: 'personal', texts: 'personal' },
});

/** Lists that the server puts there, many for one person. */
export const listKind = defineEntity<NotesState & { readonly list: string }>({
  kind: 'list',
  id: ({ list }) => list,
  views: (state) => ({ [`person:${state.owner}`]: { ...state } }),
  sensitivity: { owner: 'personal', texts: 'personal', list: 'personal' },
});

function noteOf(priority: Priority) {
  return defineMutation({
    name: `notes.${priority}`,
    summary: 'Notes something down.',
    roles: ['rider', 'driver'],
    priority,
    args: z.strictObject({ text: z.string().min(1), list: z.string().optional(), cashCents: z.int().optional() }),
    cashCents: ({ cashCents = 0 }) => cashCents,
    codes: { not_that: 'That is not noted.' },
    lane: (args, actor) => notesKind.key(args.list ?? actor.subject),
    needs: (args, actor) => ({ notes: notesKind.key(args.list ?? actor.subject) }),
    decide: ({ args, actor, state: { notes } }) => {
      const owner = args.list ?? actor.subject;
      if (args.text === 'refuse me') return refused('not_that');
      return applied({ changes: [notesKind.put({ owner, texts: [...(notes?.texts ?? []), args.text] })] });
    },
  });
}

/** One mutation for each stream. */
export const note = {
  emergency: noteOf('emergency'),
  ride: noteOf('ride'),
  general: noteOf('general'),
  telemetry: noteOf('telemetry'),
};
export const notesMutations = PRIORITIES.map((priority) => note[priority]);
const notes = defineModule({ name: 'notes', mutations: notesMutations, kinds: [notesKind, listKind] });
export const NOTES_ROW = `notes/${RIDER.subject}`;

/** An island whose server knows notes only. */
export class NotesIsland extends Island {
  override readonly server: ScriptedServer = new ScriptedServer({ modules: [notes] });

  override phone(options: Partial<ClientOptions> = {}): Promise<Phone> {
    return super.phone({ mutations: notesMutations, ...options });
  }
}

/** What the server has noted of the rider. */
export function notedBy(server: ScriptedServer): readonly string[] {
  return (server.state.rows.get(NOTES_ROW)?.state as NotesState | undefined)?.texts ?? [];
}

/** So many texts, each another. */
export const many = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `note ${index + 1}`);

/** Notes them one after the other. */
export async function noteAll(client: BimrideClient, texts: readonly string[]): Promise<void> {
  for (const text of texts) await client.mutate(note.ride, { text });
}
