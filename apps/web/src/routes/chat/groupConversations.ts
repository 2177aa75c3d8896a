import type { ConversationSummary } from '../../api/types.js';
import { daysBetween } from '../../words/format.js';

export type ConversationPeriod = 'today' | 'yesterday' | 'lastWeek' | 'older';

/** Conversations by when they were last used, newest first; empty periods are left out. */
export function groupConversations(
  conversations: readonly ConversationSummary[],
  now: Date,
): { period: ConversationPeriod; conversations: ConversationSummary[] }[] {
  const periodOf = (conversation: ConversationSummary): ConversationPeriod => {
    const days = daysBetween(new Date(conversation.updatedAt), now);
    if (days <= 0) return 'today';
    if (days === 1) return 'yesterday';
    return days <= 7 ? 'lastWeek' : 'older';
  };
  const newestFirst = [...conversations].sort((one, other) => other.updatedAt.localeCompare(one.updatedAt));
  const periods: ConversationPeriod[] = ['today', 'yesterday', 'lastWeek', 'older'];
  return periods
    .map((period) => ({ period, conversations: newestFirst.filter((one) => periodOf(one) === period) }))
    .filter((group) => group.conversations.length > 0);
}
