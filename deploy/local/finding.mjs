import { StartError } from './failures.mjs';

/**
 * One thing that was looked at.
 * @typedef {{name: string, ok: boolean, detail: string, remedy?: string}} Finding `remedy` when it is not ok
 */

/** A check as a finding; a failure with a remedy becomes one that is not ok. */
export async function finding(name, language, check, remedy) {
  try {
    return { name, ok: true, detail: String(await check()) };
  } catch (error) {
    if (error instanceof StartError) {
      return { name, ok: false, detail: error.localizedMessage[language], remedy: error.remedy[language] };
    }
    return { name, ok: false, detail: error.message, remedy };
  }
}
