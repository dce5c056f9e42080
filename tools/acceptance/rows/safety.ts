import type { Row } from '../row.ts';

export const safetyRows: readonly Row[] = [
  {
    id: 'S1',
    holds:
      'An SOS is kept on the phone first and goes out by any way there is, SMS with the position included, then the API: never lost, never doubled, also when it is pressed in airplane mode.',
  },
  {
    id: 'S2',
    holds:
      'The emergency numbers are dated configuration, and the nearest police station of a parish is known without a network.',
  },
  {
    id: 'S3',
    holds:
      'The phone itself notices an unusual stop, also offline, and asks both people; where nobody answers, the server escalates once the answer is overdue.',
  },
  {
    id: 'S4',
    holds:
      'Silence is a signal: a ride that should be back in contact, by the coverage on its way, and is not, raises an incident at the time by which it was expected.',
  },
  {
    id: 'S5',
    holds:
      'A share link shows the last known position, its age and until when no contact is expected; it ends an hour after the ride, and its rider can revoke it.',
  },
  {
    id: 'S6',
    holds:
      'Leaving the way is judged against the roads that the phone holds, with a tolerance: no false alarm on the long ways round that are normal here.',
  },
  { id: 'S7', holds: 'The start by PIN can be switched off by the rider, and by nobody else.' },
  {
    id: 'S8',
    holds:
      'Licence, permit, badge, insurance, inspection and certificate of character have expiry dates; after one has expired no ride is assigned, also while the driver’s phone is offline.',
  },
  { id: 'S9', holds: 'Rules about a driver’s age and licence class, renewals in old age included, are data.' },
  { id: 'S10', holds: 'A selfie check is optional, recorded as sensitive, and deleted by schedule.' },
  {
    id: 'S11',
    holds:
      'An incident is opened, triaged, contacted, escalated and closed, with timers; a severe one is closed by two people; false alarms are counted.',
  },
  { id: 'S12', holds: 'Who has blocked whom is honoured offline by both phones, also when their lists are old.' },
  { id: 'S13', holds: 'A drill cannot reach real contacts, on the production path either, and is counted apart.' },
  {
    id: 'S14',
    holds: 'Nobody is suspended by a machine alone: the API refuses without a recorded decision of a person.',
  },
];
