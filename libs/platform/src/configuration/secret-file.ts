import { readFileSync, statSync } from 'node:fs';
import { ConfigurationError } from './configuration.js';

const shortest = 32;
/** Kubernetes lets the group of the pod read a secret; all others are too many. */
const readableByOthers = 0o007;

/**
 * A secret of the installation, from its file.
 * @throws ConfigurationError when it is missing, open to others, shorter than 32 characters or made of a few letters
 */
export function readSecretFile(file: string): string {
  try {
    const text = readFileSync(file, 'utf8').trim();
    const fault = faultOf(text, statSync(file).mode);
    if (fault !== undefined) throw new Error(fault);
    return text;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`${file} cannot be used as a secret: ${reason}`]);
  }
}

function faultOf(text: string, mode: number): string | undefined {
  if ((mode & readableByOthers) !== 0) return 'others may read it; its mode has to be 0600 or 0640';
  if (text.length < shortest) return `it has fewer than ${shortest} characters; write random ones into it`;
  if (new Set(text).size < 8) return 'it is easy to guess; write random characters into it';
  return undefined;
}
