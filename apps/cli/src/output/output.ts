import { terminalLanguage } from '../client/environment.js';

/** One JSON value on stdout, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Progress goes to stderr, so that stdout stays clean; one line that is overwritten on a terminal. */
export function printProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

/** The text in the terminal's language. */
export function say(text: { ko: string; en: string }): string {
  return text[terminalLanguage()];
}

/** "a,b" → ["a", "b"] */
export function commaList(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
