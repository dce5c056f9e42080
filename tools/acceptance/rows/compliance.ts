import type { Row } from '../row.ts';

export const complianceRows: readonly Row[] = [
  {
    id: 'C1',
    holds:
      'Commits are hash-chained with signed checkpoints, and append-only by database right: any edit, cut or reordering is found.',
    missing:
      'Checkpoints are not signed, the right to change rows is not taken away, and a few ways of tampering are tried, not ten thousand.',
  },
  {
    id: 'C2',
    holds:
      'An auditor’s bundle checks itself offline with a small tool that we ship: chain, counts, and the key figures computed again.',
  },
  { id: 'C3', holds: 'Public aggregates are k-anonymous, and cannot be differenced against one another.' },
  {
    id: 'C4',
    holds:
      'The auditor’s role is read-only, bound in time and purpose, without identities; every read is logged in the chain.',
  },
  {
    id: 'C5',
    holds:
      'A background check keeps its outcome only, with the certificate’s number encrypted and hashed, expiry, verifier and a hash of the evidence.',
  },
  {
    id: 'C6',
    holds:
      'A person’s data are exported within a month, machine-readable and complete by construction: each table declares its subject, and a new one without fails CI.',
  },
  {
    id: 'C7',
    holds:
      'Erasing destroys the keys of an identity; the ledger stays valid, a receipt is issued, and exceptions by legal hold are listed.',
  },
  {
    id: 'C8',
    holds:
      'Erasing reaches devices that are still offline: a tombstone is kept until each has acknowledged it, 30 days later too.',
  },
  { id: 'C9', holds: 'An objection has its 21-day clock.' },
  {
    id: 'C10',
    holds:
      'Consent is a ledger of text version, time and device, provable when given offline; after a withdrawal processing stops within a stated time.',
  },
  { id: 'C11', holds: 'For people under 18 a guardian consents.' },
  {
    id: 'C12',
    holds: 'Each class of data has its retention; a job proves that nothing older is left, and a legal hold stops it.',
  },
  { id: 'C13', holds: 'Pseudonyms differ by purpose, cannot be linked without the key store, and rotate.' },
  {
    id: 'C14',
    holds: 'A breach has a record with 72-hour timers for the Commissioner and the people, and notices in phases.',
  },
  { id: 'C15', holds: 'The record of processing is generated from annotations in the code, and CI compares it.' },
  { id: 'C16', holds: 'Each sink of data has a country and a safeguard; CI refuses one that is not declared.' },
  { id: 'C17', holds: 'The monthly report for the Transport Authority is reproducible: two runs have the same hash.' },
  {
    id: 'C18',
    holds:
      'Each release emits a signed record of its tests, key figures, bill of materials and the hashes of tariffs and policies, which can be verified.',
  },
];
