import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, createLogger } from '@onggi/platform';
import { z } from 'zod';

const log = createLogger('context-keys');

/** Settings of a process that reaches tenant data. */
export const contextKeySettings = {
  /** The keys that contexts are signed with, one a line, the newest first. Default: ONGGI_HOME/secrets/context.key. */
  ONGGI_CONTEXT_KEY_FILE: z.string().optional(),
};

/** One key that contexts are signed with. */
export interface ContextKey {
  /** 16 hexadecimal digits by which tenancy.context() finds the key; they tell nothing of it. */
  readonly id: string;
  /** HMAC-SHA256 in hexadecimal digits. */
  mac(text: string): string;
}

const shortestKey = 32;
const lookAgainMs = 1_000;
const readableByOthers = 0o007;

/**
 * The keys in a file, read again when it changes: keys are rotated while processes run. prisma/context-keys.mjs reads the
 * same file and tells the database.
 */
export class ContextKeys {
  private keys: readonly ContextKey[];
  private seen: string;
  private lookedAt = Date.now();

  /** @throws ConfigurationError when the file is missing, open to others, or holds something too short for a key */
  constructor(private readonly file: string) {
    [this.keys, this.seen] = readKeys(file);
  }

  /** @throws ConfigurationError as the constructor does */
  static of(configuration: { ONGGI_HOME: string; ONGGI_CONTEXT_KEY_FILE?: string | undefined }): ContextKeys {
    const { ONGGI_HOME, ONGGI_CONTEXT_KEY_FILE } = configuration;
    return new ContextKeys(ONGGI_CONTEXT_KEY_FILE ?? path.join(ONGGI_HOME, 'secrets', 'context.key'));
  }

  /** At least one; the newest first. @param now milliseconds since 1970 */
  current(now: number = Date.now()): readonly ContextKey[] {
    // A clock that was set back must not keep an old key in use.
    if (Math.abs(now - this.lookedAt) >= lookAgainMs) {
      this.lookedAt = now;
      this.lookAgain();
    }
    return this.keys;
  }

  private lookAgain(): void {
    try {
      if (mark(statSync(this.file)) === this.seen) return;
      [this.keys, this.seen] = readKeys(this.file);
      log.info({ keys: this.keys.map((key) => key.id) }, 'the context keys have changed');
    } catch (error) {
      log.warn({ error: String(error) }, 'the context keys could not be read again; those that were read stay in use');
    }
  }
}

function readKeys(file: string): [readonly ContextKey[], string] {
  try {
    const stats = statSync(file);
    if ((stats.mode & readableByOthers) !== 0) throw new Error('others may read it; its mode has to be 0600 or 0640');
    const keys = parseContextKeys(readFileSync(file, 'utf8'));
    return [keys, mark(stats)];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`ONGGI_CONTEXT_KEY_FILE: ${file} cannot be used: ${reason}`]);
  }
}

const mark = (stats: Stats) => `${stats.ino} ${stats.mtimeMs} ${stats.size}`;

/** @param text one key a line @throws Error when there is none, or a short one */
export function parseContextKeys(text: string): ContextKey[] {
  const secrets = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (secrets.length === 0) throw new Error('there is no key in it');
  if (secrets.some((secret) => secret.length < shortestKey)) {
    throw new Error(`a key has fewer than ${shortestKey} characters`);
  }
  return secrets.map((secret) => {
    const key = createSecretKey(secret, 'utf8');
    return {
      id: createHash('sha256').update(`onggi context key ${secret}`).digest('hex').slice(0, 16),
      mac: (signed) => createHmac('sha256', key).update(signed).digest('hex'),
    };
  });
}
