import type { ko } from './text.ko.js';

export const en: typeof ko = {
  title: 'Sign in to Onggi',
  lead: 'The expert on your documents that shows the source of every sentence',
  withPassword: 'Sign in with e-mail and password',
  company: 'Company',
  email: 'Work e-mail',
  password: 'Password',
  newPassword: 'New password',
  newPasswordHint: 'At least 12 characters. A sentence that only you know is fine.',
  firstTime: 'That first password is right. Choose the one that you will use from now on.',
  showPassword: 'Show the password',
  signIn: 'Sign in',
  demo: 'Pick a demo account to go straight in. What you can read depends on the company and the role.',
  role: { member: 'Member', curator: 'Curator', admin: 'Administrator', auditor: 'Auditor' },
  signInAs: (name, title, tenant) => `Sign in as ${name}, ${title}, ${tenant}`,
  signInWith: (name) => `Sign in with ${name}`,
  signingIn: 'Signing in',
  none: 'This server has no demo accounts.',
  noneRemedy: 'It was started without them. Ask your administrator how to sign in.',
  language: 'Language',
  theme: 'Theme',
};
