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

const lineEveryMs = 15_000;
let lastLineAt = 0;

/** The same for what takes minutes: where no terminal shows it, a line now and then says that it goes on. */
export function printLongProgress(text: string): void {
  printProgress(text);
  if (process.stderr.isTTY || Date.now() - lastLineAt < lineEveryMs) return;
  lastLineAt = Date.now();
  process.stderr.write(`${text}\n`);
}

/** A remark for people, beside what stdout says. */
export function printNote(text: string): void {
  endProgress();
  process.stderr.write(`${text}\n`);
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
