/** Arguments of each mutation of sync that people may ask for, as the documents show them. */
export const syncExamples = {
  'sync.acknowledgeOutcome': { clientID: 'phone-4b1c-ride', id: 7 },
  'sync.issueCredential': { groupId: 'phone-4b1c' },
  'sync.revokeDevice': { groupId: 'phone-4b1c', subject: 'driver' },
} as const;
