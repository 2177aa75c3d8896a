import { hash, verify, type Options } from '@node-rs/argon2';

/** OWASP's recommendation for Argon2id, which is the library's default algorithm: 19 MiB, two passes, one lane. */
const parameters: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const current = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`;

/** @returns Argon2id in the PHC format, with a salt of its own */
export function hashPassword(password: string): Promise<string> {
  return hash(asTyped(password), parameters);
}

/** Takes as long for a wrong password as for the right one. */
export function passwordMatches(password: string, stored: string): Promise<boolean> {
  return verify(stored, asTyped(password));
}

/** Made with other parameters than are used now: to be hashed anew when the password is known. */
export function isOutdated(stored: string): boolean {
  return !stored.startsWith(current);
}

/** The same Hangul is the same password, whichever keyboard or system composed it. */
function asTyped(password: string): string {
  return password.normalize('NFKC');
}
