/**
 * What a client holds and does, as a component for browsers: for those who build an app, not for those who use it. It shows rows and
 * arguments as they stand, so it belongs into no release.
 */
import { createElement as h, useState, type ReactNode } from 'react';
import type { BimrideClient } from '../bimride-client.ts';
import { useOutcomes, useQuery, useQueue, useStatus } from '../react.ts';
import type { ShownRow } from '../views/shown.ts';
import type { RecordedTransport } from './exchanges.ts';
import { STYLE } from './style.ts';

export interface InspectorProps {
  readonly client: BimrideClient;
  /** The one that the client was opened with, to show its last exchanges. */
  readonly transport?: RecordedTransport;
}

/** Rows of a kind that are shown at once. */
const ROWS_MAX = 50;

/** Everything at a glance; each part opens by a click or by Enter. */
export function Inspector({ client, transport }: InspectorProps): ReactNode {
  return h(
    'section',
    { className: 'bimride-inspector', 'aria-label': 'Bimride inspector' },
    h('style', null, STYLE),
    h('h2', null, `Bimride · ${client.subject}`),
    h(StatusPart, { client }),
    h(QueuePart, { client }),
    h(InboxPart, { client }),
    h(RowsPart, { client }),
    transport ? h(ExchangesPart, { client, transport }) : null,
  );
}

interface Part {
  readonly client: BimrideClient;
}

function StatusPart({ client }: Part): ReactNode {
  const { storage, hindrance, lastContactAtMs, driftedScopes, persistent } = useStatus(client);
  const said = { true: 'promised to be kept', false: 'may be evicted', null: 'no promise asked' } as const;
  const lines = {
    contact: lastContactAtMs === null ? 'none yet' : timeOf(lastContactAtMs),
    'in the way': hindrance ?? 'nothing',
    storage: `${storage}, ${said[`${persistent}`]}`,
    drifted: driftedScopes.join(', ') || 'no scope',
  };
  return part('Status', hindrance ?? 'fine', [definitions(lines)]);
}

function QueuePart({ client }: Part): ReactNode {
  const { streams, waiting, received, held, unreadable } = useQueue(client);
  const rows = streams.map(({ stream, waiting: count, bytes, oldestAgeMs, roomFor }) => [
    stream,
    count,
    `${bytes} B`,
    oldestAgeMs === null ? '' : `${Math.round(oldestAgeMs / 1_000)} s`,
    roomFor,
  ]);
  return part('Queue', `${waiting} waiting, ${received} received, ${held.length} held`, [
    table(['stream', 'waiting', 'size', 'oldest', 'room'], rows),
    ...held.map(({ ref, name, why, args }) => json(`${ref} ${name}: ${why}`, args)),
    ...unreadable.map(([key, text]) => json(`unreadable: ${key}`, text)),
  ]);
}

function InboxPart({ client }: Part): ReactNode {
  const { outcomes, acknowledge } = useOutcomes(client);
  const items = outcomes.map((item) =>
    h(
      'div',
      { key: item.ref, className: 'item' },
      h('b', null, `${item.kind}${item.code === null ? '' : ` · ${item.code}`}`),
      h('p', null, [item.words.wanted, item.words.reason, item.words.next ?? ''].join(' ')),
      item.stays ? null : h('button', { type: 'button', onClick: () => void acknowledge(item) }, 'Acknowledge'),
    ),
  );
  return part('Inbox', `${outcomes.length}`, items);
}

/** `ride` of a person's own rows, `ops:dispatch/ride` of those that staff share. */
const kindOf = ({ key }: ShownRow): string => key.split('/', key.startsWith('ops:') ? 2 : 1).join('/');

function RowsPart({ client }: Part): ReactNode {
  const kinds = useQuery(client, '', (rows: readonly ShownRow[]) => {
    const counts: Record<string, number> = {};
    for (const row of rows) counts[kindOf(row)] = (counts[kindOf(row)] ?? 0) + 1;
    return counts;
  });
  const total = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(kinds).map(([kind, count]) => h(KindPart, { client, kind, count, key: kind }));
  return part('Rows', `${total}`, parts);
}

function KindPart({ client, kind, count }: Part & { readonly kind: string; readonly count: number }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const rows = isOpen ? client.scan(`${kind}/`).slice(0, ROWS_MAX) : [];
  const more = count > ROWS_MAX ? h('p', { key: 'more' }, `the first ${ROWS_MAX} of ${count}`) : null;
  return h(
    'details',
    { onToggle: (event: { readonly currentTarget: { readonly open: boolean } }) => setOpen(event.currentTarget.open) },
    h('summary', null, `${kind} `, h('small', null, count)),
    rows.map(({ key, value }) => json(key.slice(kind.length + 1), value)),
    more,
  );
}

function ExchangesPart({ client, transport }: Part & { readonly transport: RecordedTransport }): ReactNode {
  // Each drain moves the time of the last contact, or what is in the way.
  useStatus(client);
  const rows = transport.recent.map(({ path, status, sentBytes, tookMs, atMs }) => [
    timeOf(atMs),
    path.replace('/v1/', ''),
    status ?? 'no answer',
    `${sentBytes} B`,
    `${tookMs} ms`,
  ]);
  return part('Exchanges', `last ${rows.length}`, [table(['at', 'path', 'status', 'sent', 'took'], rows)]);
}

function part(title: string, summary: string, contents: readonly ReactNode[]): ReactNode {
  return h('details', null, h('summary', null, `${title} `, h('small', null, summary)), ...contents);
}

function table(heads: readonly string[], rows: readonly (readonly ReactNode[])[]): ReactNode {
  const head = h('tr', null, ...heads.map((text) => h('th', { key: text, scope: 'col' }, text)));
  const body = rows.map((cells, at) =>
    h('tr', { key: at }, ...cells.map((cell, place) => h('td', { key: place }, cell))),
  );
  return h(
    'div',
    { className: 'wide', key: 'table' },
    h('table', null, h('thead', null, head), h('tbody', null, ...body)),
  );
}

function definitions(lines: Readonly<Record<string, string>>): ReactNode {
  return h(
    'dl',
    { key: 'lines' },
    ...Object.entries(lines).flatMap(([name, text]) => [
      h('dt', { key: name }, name),
      h('dd', { key: `${name} is` }, text),
    ]),
  );
}

function json(title: string, value: unknown): ReactNode {
  return h(
    'div',
    { key: title, className: 'item' },
    h('b', null, title),
    h('pre', null, JSON.stringify(value, null, 1)),
  );
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}
