import { Menu, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiError } from '../api/client.js';
import { signOut } from '../api/session.js';
import type { Language, Me } from '../api/types.js';
import { KeyboardIcon, MoreIcon, SignOutIcon } from '../icons/icons.js';
import { answerRuns } from '../routes/chat/runs.js';
import { nameIn } from '../words/format.js';
import { useLanguage } from '../words/language.js';
import { forgetAll } from '../words/remember.js';
import classes from './Rail.module.css';
import { useShellText } from './text.js';

/** Who is signed in, and the few settings there are: language, theme, keys, sign out. */
export function PersonMenu({ me, onKeys }: { me: Me; onKeys(): void }) {
  const text = useShellText();
  const { language, setLanguage } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const name = me.person ? nameIn(me.person.name, language) : text.keyAccount;
  const title = me.person ? nameIn(me.person.title, language) : '';
  const leave = async () => {
    // A session that has ended already is what was wanted.
    const endSessionUrl = await signOut().catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      return undefined;
    });
    answerRuns.clear();
    forgetAll('onggi.draft.');
    queries.clear();
    if (endSessionUrl) window.location.assign(endSessionUrl);
    else await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="top-start" width={236}>
      <Menu.Target>
        <button type="button" className={classes.person}>
          <span className={classes.personName}>{title ? `${name} · ${title}` : name}</span>
          <span className="visually-hidden">{text.personMenu}</span>
          <MoreIcon size={18} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={language} onChange={(value) => setLanguage(value as Language)}>
          <Menu.Label>{text.language}</Menu.Label>
          <Menu.RadioItem value="ko" lang="ko">
            {text.languages.ko}
          </Menu.RadioItem>
          <Menu.RadioItem value="en" lang="en">
            {text.languages.en}
          </Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as 'auto' | 'light' | 'dark')}>
          <Menu.Label>{text.theme}</Menu.Label>
          <Menu.RadioItem value="auto">{text.themes.auto}</Menu.RadioItem>
          <Menu.RadioItem value="light">{text.themes.light}</Menu.RadioItem>
          <Menu.RadioItem value="dark">{text.themes.dark}</Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<KeyboardIcon size={18} />} onClick={onKeys}>
          {text.keys}
        </Menu.Item>
        <Menu.Item leftSection={<SignOutIcon size={18} />} onClick={() => void leave()}>
          {text.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
