import { secretText } from './secret-text.js';

/** An address with a scheme, as far as the next blank or comma: some settings are lists. */
const address = /[a-z][a-z0-9+.-]*:\/\/[^\s,]+/gi;
const userInformation = /^[^/]*:\/\/([^/?#]*)@/;
const secretParameter = /pass|secret|token|key|signature/i;

/**
 * What is wrong with the secrets that stand inside the addresses of a setting: a password before the host, or a parameter such
 * as `password=`. They are held to the rules of other secrets. An address without one is another way of signing in.
 * @returns undefined where nothing is wrong; never any part of a secret
 */
export function urlSecretFault(value: string): string | undefined {
  for (const [text] of value.matchAll(address)) {
    const user = userInformation.exec(text)?.[1];
    const [name = '', ...rest] = user?.split(':') ?? [];
    const password = decoded(rest.join(':'));
    if (password !== '' && (!isSecret(password) || password === decoded(name)))
      return 'holds a password that is short, a placeholder or a default that everybody knows; set one of your own';
    const [, query = ''] = text.split('?', 2);
    for (const [parameter, given] of new URLSearchParams(query.split('#', 1)[0]))
      if (secretParameter.test(parameter) && given !== '' && !given.startsWith('/') && !isSecret(given))
        return `holds a parameter ${parameter} that is short, a placeholder or a default that everybody knows; set one of your own`;
  }
  return undefined;
}

const isSecret = (text: string) => secretText.safeParse(text).success;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // URIError: whoever reads the address will take it as it stands.
    return text;
  }
}
