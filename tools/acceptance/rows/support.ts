import type { Row } from '../row.ts';

export const supportRows: readonly Row[] = [
  {
    id: 'U1',
    holds:
      'A ticket has legal moves with their actors, published as data, and can be reopened for a stated number of days.',
  },
  {
    id: 'U2',
    holds:
      'Response times are counted by priority in the working time of Barbados; they pause only while the rider is waited for, and a breach is an event.',
  },
  {
    id: 'U3',
    holds:
      'A lost item is filed on the phone without a network, matched to its ride on sync, with masked contact, until it is found, returned and closed.',
  },
  {
    id: 'U4',
    holds:
      'Attachments wait in a queue with a size limit and a hash, and an upload that was cut goes on where it stopped.',
  },
  {
    id: 'U5',
    holds:
      'A refund is a ledger entry tied to a line of a fare and never above what was paid; a refund in cash takes two people.',
  },
  {
    id: 'U6',
    holds:
      'A ride has an evidence pack for a dispute that verifies: its states, device and server clocks, gaps of GPS and the hash of the quote’s pages.',
  },
  { id: 'U7', holds: 'Staff see pseudonyms until they enter a reason, and the reason is logged.' },
  { id: 'U8', holds: 'Help and the fare table are in the app without a network.' },
  {
    id: 'U9',
    holds: 'A claim of having paid too much is answered at once by running the fare again, and a person confirms it.',
  },
];
