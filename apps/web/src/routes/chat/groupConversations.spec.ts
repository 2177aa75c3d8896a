import { describe, expect, it } from '@jest/globals';
import { groupConversations } from './groupConversations.js';

const conversation = (id: string, updatedAt: string) => ({ id, title: id, expertKey: null, updatedAt });

describe('grouping conversations', () => {
  it('puts calendar days, not hours, into periods, newest first', () => {
    const groups = groupConversations(
      [
        conversation('old', '2026-01-01T10:00:00'),
        conversation('late yesterday', '2026-03-09T23:59:00'),
        conversation('morning', '2026-03-10T00:01:00'),
        conversation('noon', '2026-03-10T11:00:00'),
        conversation('last week', '2026-03-05T11:00:00'),
      ],
      new Date('2026-03-10T12:00:00'),
    );
    expect(groups.map((group) => [group.period, group.conversations.map((one) => one.id)])).toEqual([
      ['today', ['noon', 'morning']],
      ['yesterday', ['late yesterday']],
      ['lastWeek', ['last week']],
      ['older', ['old']],
    ]);
  });
});
