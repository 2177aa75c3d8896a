import { pino, type DestinationStream, type Logger } from 'pino';
import { redactFields, redactText } from './redact.js';

export type { Logger };

/**
 * JSON lines on stdout; level by ONGGI_LOG_LEVEL. Secrets are hidden by the name of their field and by their shape, and
 * what people or documents say is logged by its length only (redact.ts).
 * @param destination for tests
 */
export function createLogger(name: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level: process.env['ONGGI_LOG_LEVEL'] ?? 'info',
    formatters: { log: redactFields },
    // Ours has made plain objects of errors already.
    serializers: { err: (error: unknown) => error },
    hooks: { streamWrite: redactText },
  };
  return destination ? pino(options, destination) : pino(options);
}
