import { describe, expect, it } from '@jest/globals';
import { announcementText, readAnnouncement } from './announcement.ts';

describe('the announcement of a commit', () => {
  it('names each type of its events once', () => {
    const text = announcementText({ commit: 7, eventTypes: ['rides.booked.v1', 'rides.ended.v1', 'rides.booked.v1'] });
    expect(readAnnouncement(text)).toEqual({ commit: 7, eventTypes: ['rides.booked.v1', 'rides.ended.v1'] });
  });

  it('leaves the types out where they would not fit, and then wakes everybody', () => {
    const eventTypes = Array.from({ length: 800 }, (_, index) => `rides.somethingHappened${index}.v1`);
    const text = announcementText({ commit: 7, eventTypes });
    expect(Buffer.byteLength(text)).toBeLessThan(8_000);
    expect(readAnnouncement(text)).toBeNull();
  });

  it.each([undefined, '', '7', 'null', '{"commit":7}', '{"eventTypes":[]}', '{'])(
    'knows nothing from %p',
    (payload) => {
      expect(readAnnouncement(payload)).toBeNull();
    },
  );
});
