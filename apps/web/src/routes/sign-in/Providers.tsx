import { useSearch } from '@tanstack/react-router';
import { providerSignInUrl } from '../../api/session.js';
import type { SignInProvider } from '../../api/types.js';
import { ChevronRightIcon } from '../../icons/icons.js';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import classes from './SignInPage.module.css';
import { useSignInText } from './text.js';

/** Plain links: the provider's page takes the place of this one. */
export function Providers({ providers }: { providers: SignInProvider[] }) {
  const text = useSignInText();
  const { language } = useLanguage();
  const { next } = useSearch({ from: '/sign-in' });
  return (
    <ul className={classes.providers}>
      {providers.map(({ tenant, tenantName, name }) => (
        <li key={tenant} className={classes.card}>
          <a className={classes.account} href={providerSignInUrl(tenant, next)}>
            <span className={classes.face} aria-hidden="true">
              {nameIn(tenantName, language).slice(0, 1)}
            </span>
            <span className={classes.who}>
              <span className={classes.name}>{text.signInWith(nameIn(name, language))}</span>
              <span className={classes.detail}>{nameIn(tenantName, language)}</span>
            </span>
            <ChevronRightIcon size={16} />
          </a>
        </li>
      ))}
    </ul>
  );
}
