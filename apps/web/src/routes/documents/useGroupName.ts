import { useMe } from '../../app/me.js';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { useDocumentsText } from './text.js';

/** The key of the group that every person of a company is in. */
export const everyone = 'everyone';

/** The name of a group; one's own groups have names, of others only the key is known. */
export function useGroupName(): (key: string) => string {
  const text = useDocumentsText();
  const { language } = useLanguage();
  const { groups } = useMe();
  return (key) => {
    const group = groups.find((one) => one.key === key);
    if (group) return nameIn(group.name, language);
    return key === everyone ? text.everyone : key;
  };
}
