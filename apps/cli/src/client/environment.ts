import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { OnggiError, type Language } from '@onggi/platform';

/** The folder of the product: three levels above this file's place in dist. */
export const productFolder = path.resolve(import.meta.dirname, '../../../..');

/** Where the command was typed; npm changes to the product's folder before it runs a script. */
export const typedIn = process.env['INIT_CWD'] ?? process.cwd();

export const homeFolder = path.resolve(productFolder, process.env['ONGGI_HOME'] ?? '.onggi');

export const apiUrl = process.env['ONGGI_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? '3000'}`;

/** Base URL of the model server. */
export const modelServerUrl =
  process.env['ONGGI_INFERENCE_URL'] ?? `http://127.0.0.1:${process.env['ONGGI_INFERENCE_PORT'] ?? '3100'}`;

/** Language of messages on this terminal. An empty variable counts as none, as everywhere in POSIX. */
export function terminalLanguage(): Language {
  return /^ko/i.test(process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || '') ? 'ko' : 'en';
}

/** A path as it was typed, made absolute. */
export function resolveTyped(given: string): string {
  return path.resolve(typedIn, given);
}

/** A failure that the reader of the terminal can mend; printed without a stack. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
    readonly code = 'COMMAND_FAILED',
    /** Set when the same request may succeed later: in how many milliseconds at the earliest. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** The work's result. @throws CommandError in the terminal's language for a failure that the product knows by name */
export async function forTerminal<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OnggiError)) throw error;
    const language = terminalLanguage();
    throw new CommandError(error.localizedMessage[language], error.remedy[language], error.code);
  }
}

/** The installation's own key; whoever may read this file administers this machine's Onggi. */
export async function machineKey(): Promise<string> {
  const file = path.join(homeFolder, 'secrets', 'machine.key');
  try {
    return `onggi_machine_${(await readFile(file, 'utf8')).trim()}`;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const korean = terminalLanguage() === 'ko';
    throw new CommandError(
      korean ? `이 컴퓨터의 키를 읽지 못했습니다: ${file}` : `The key of this machine could not be read: ${file}`,
      missing
        ? korean
          ? 'npm start 로 한 번 시작하거나 ONGGI_HOME 을 맞추세요.'
          : 'Start Onggi once with `npm start`, or set ONGGI_HOME.'
        : korean
          ? 'Onggi를 시작한 사용자로 실행하세요.'
          : 'Run the command as the user who started Onggi.',
      'MACHINE_KEY_UNREADABLE',
    );
  }
}
