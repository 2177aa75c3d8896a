import { useMantineColorScheme } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Switcher } from '../../app/Switcher.js';
import { useShellText } from '../../app/text.js';
import { usePageTitle } from '../../app/usePageTitle.js';
import { demoAccountsQuery, signInProvidersQuery, waysInQuery } from '../../api/queries.js';
import { signIn } from '../../api/session.js';
import type { DemoAccount, Language } from '../../api/types.js';
import { ChevronRightIcon, JarIcon } from '../../icons/icons.js';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { groupAccounts } from './groupAccounts.js';
import { PasswordForm } from './PasswordForm.js';
import { Providers } from './Providers.js';
import classes from './SignInPage.module.css';
import { useSignInText } from './text.js';
import { useEntrance } from './useEntrance.js';

/** Identity providers, e-mail and password where there are local accounts, and the demo accounts by affiliate. */
export function SignInPage() {
  const text = useSignInText();
  usePageTitle(text.title);
  const { data, error, refetch } = useQuery(demoAccountsQuery);
  const { data: waysIn } = useQuery(waysInQuery);
  const byPassword = waysIn?.localAccounts && waysIn.tenants.length > 0;
  const { data: providers } = useQuery(signInProvidersQuery);
  const shell = useShellText();
  return (
    <main className={classes.page} id="main">
      <Preferences />
      <header className={classes.head}>
        <JarIcon size={44} />
        <h1 className={classes.title}>{text.title}</h1>
        <p className={classes.lead}>{text.lead}</p>
      </header>
      {error && (
        <p role="alert" className={classes.error}>
          {error.message}{' '}
          <button type="button" className={classes.retry} onClick={() => void refetch()}>
            {shell.retry}
          </button>
        </p>
      )}
      {providers && providers.length > 0 && <Providers providers={providers} />}
      {byPassword && <PasswordForm tenants={waysIn.tenants} />}
      {data?.length === 0 && waysIn && !byPassword && providers?.length === 0 && (
        <div className={classes.none}>
          <h2 className={classes.tenant}>{text.none}</h2>
          <p>{text.noneRemedy}</p>
        </div>
      )}
      {data && data.length > 0 && <Accounts accounts={data} />}
    </main>
  );
}

function Accounts({ accounts }: { accounts: DemoAccount[] }) {
  const text = useSignInText();
  const { language } = useLanguage();
  const enter = useEntrance();
  const entering = useMutation({ mutationFn: signIn, onSuccess: enter });
  return (
    <>
      <p className={classes.demo}>{text.demo}</p>
      {entering.error && <p role="alert" className={classes.error}>{`${entering.error.message}`}</p>}
      <p role="status" className="visually-hidden">
        {entering.isPending ? text.signingIn : ''}
      </p>
      <div className={classes.tenants}>
        {groupAccounts(accounts).map(({ tenant, tenantName, people }) => (
          <section key={tenant} className={classes.card} aria-labelledby={`tenant-${tenant}`}>
            <h2 className={classes.tenant} id={`tenant-${tenant}`}>
              {nameIn(tenantName, language)}
            </h2>
            <ul className={classes.people}>
              {people.map((account) => (
                <li key={account.email}>
                  <Account account={account} busy={entering.isPending} onSignIn={() => entering.mutate(account)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

function Account({ account, busy, onSignIn }: { account: DemoAccount; busy: boolean; onSignIn(): void }) {
  const text = useSignInText();
  const { language } = useLanguage();
  const groups = account.groups.map((group) => nameIn(group.name, language)).join(' · ');
  return (
    <button type="button" className={classes.account} disabled={busy} onClick={onSignIn}>
      <span className={classes.face} aria-hidden="true">
        {nameIn(account.name, language).slice(0, 1)}
      </span>
      <span className={classes.who}>
        <span className={classes.name}>{nameIn(account.name, language)}</span>
        <span className={classes.detail}>{`${nameIn(account.title, language)}${groups ? ` · ${groups}` : ''}`}</span>
      </span>
      <span className={classes.role} data-role={account.role}>
        {text.role[account.role]}
      </span>
      <ChevronRightIcon size={16} />
    </button>
  );
}

function Preferences() {
  const text = useSignInText();
  const shell = useShellText();
  const { language, setLanguage } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div className={classes.preferences}>
      <Switcher
        label={text.language}
        value={language}
        options={[
          { value: 'ko', label: shell.languages.ko, lang: 'ko' },
          { value: 'en', label: shell.languages.en, lang: 'en' },
        ]}
        onChange={(value) => setLanguage(value as Language)}
      />
      <Switcher
        label={text.theme}
        value={colorScheme}
        options={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: shell.themes[value] }))}
        onChange={(value) => setColorScheme(value as 'auto' | 'light' | 'dark')}
      />
    </div>
  );
}
