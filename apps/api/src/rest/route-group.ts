import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiTags } from '@nestjs/swagger';

/** What the API document says of routes that belong together. */
export interface GroupNotes {
  readonly name: string;
  readonly description: string;
}

/** Where the notes are until the document is complete. */
export const GROUP = 'x-group';

/**
 * Says to which group of the API document the routes of a controller belong, and what it is for. Controllers that share a
 * group share the decorator. Groups for staff are called `ops: …`, and stand behind the others.
 */
export function RouteGroup(name: string, description: string): ClassDecorator {
  const notes: GroupNotes = { name, description };
  return applyDecorators(ApiTags(name), ApiExtension(GROUP, { ...notes }));
}

/**
 * The groups of a document, each once: those for staff last, otherwise in the order of their routes.
 *
 * @throws Error when a group says nothing, or two things
 */
export function groupsOf(notes: readonly GroupNotes[]): readonly GroupNotes[] {
  const descriptions = new Map<string, string>();
  for (const { name, description } of notes) {
    const first = descriptions.get(name) ?? description;
    if (first.trim() === '') throw new Error(`@RouteGroup('${name}') does not say what the group is for`);
    if (first !== description)
      throw new Error(
        `@RouteGroup('${name}') says two things: "${first}" and "${description}". Make it one constant, which both controllers wear`,
      );
    descriptions.set(name, first);
  }
  const all = [...descriptions].map(([name, description]) => ({ name, description }));
  const isForStaff = ({ name }: GroupNotes): boolean => name.startsWith('ops: ');
  return [...all.filter((group) => !isForStaff(group)), ...all.filter(isForStaff)];
}
