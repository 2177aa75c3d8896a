import { failureTexts } from './failure-texts.mjs';

/** A failure the reader can mend: what happened and what to do, in both languages. Ends the start with exit code 1. */
export class StartError extends Error {
  /**
   * @param {keyof typeof failureTexts} code
   * @param {Record<string, string | number>} values what the sentences name
   */
  constructor(code, values = {}, options = {}) {
    const texts = failureTexts[code](values);
    super(texts.message.en, options);
    this.name = 'StartError';
    this.code = code;
    this.localizedMessage = texts.message;
    this.remedy = texts.remedy;
    /** Last log lines of the process that failed, when there is one. */
    this.logLines = options.logLines ?? [];
  }
}

/** The language of the reader's terminal: Korean when LC_ALL, LC_MESSAGES or LANG (in this order) says so. */
export function terminalLanguage(environment) {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}

/** A failure as the lines to print. An unknown error keeps its stack: it is a mistake of ours. */
export function describeFailure(error, language) {
  if (!(error instanceof StartError)) return `${error?.stack ?? error}`;
  const lines = error.logLines.map((line) => `    ${line}`);
  return [...lines, `✖ ${error.localizedMessage[language]}`, `  → ${error.remedy[language]}`].join('\n');
}

const networkSigns =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|UND_ERR|fetch failed|NewConnectionError|Name or service not known|name resolution|Network is unreachable|Connection refused|timed out|Max retries|ProxyError|SSLError/i;
const diskSigns = /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/i;

/**
 * Turns what npm, pip or the system said into a failure with a remedy.
 * @param {string} output standard error and output of the command, or an error's message
 * @param {() => StartError} otherwise when neither network nor disk is the reason
 */
export function failureFromOutput(output, what, otherwise) {
  if (diskSigns.test(output)) return new StartError('DISK_FULL', { what });
  if (networkSigns.test(output)) return new StartError('NO_NETWORK', { what });
  return otherwise();
}
