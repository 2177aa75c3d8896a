import type { ko } from './text.ko.js';

export const en: typeof ko = {
  title: 'Sign in to Onggi',
  lead: 'The expert on your documents that shows the source of every sentence',
  demo: 'Pick a demo account to go straight in. What you can read depends on the company and the role.',
  role: { member: 'Member', curator: 'Curator', admin: 'Administrator', auditor: 'Auditor' },
  signInAs: (name, title, tenant) => `Sign in as ${name}, ${title}, ${tenant}`,
  signingIn: 'Signing in',
  none: 'This server has no demo accounts.',
  noneRemedy: 'It was started without them. Ask your administrator how to sign in.',
  language: 'Language',
  theme: 'Theme',
};
