import { useQuery } from '@tanstack/react-query';
import { groupsQuery } from '../../api/queries.js';
import { useMe } from '../../app/me.js';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { useDocumentsText } from './text.js';

/** The key of the group that every person of a company is in. */
export const everyone = 'everyone';

/** The groups of the company, everyone first, and how a group is called; until they have come, one's own. */
export function useGroups(): { keys: string[]; nameOf(key: string): string } {
  const text = useDocumentsText();
  const { language } = useLanguage();
  const own = useMe().groups;
  const groups = useQuery(groupsQuery).data ?? own;
  return {
    keys: [...new Set([everyone, ...groups.map((group) => group.key)])],
    nameOf: (key) => {
      if (key === everyone) return text.everyone;
      const group = groups.find((one) => one.key === key);
      return group ? nameIn(group.name, language) : key;
    },
  };
}
