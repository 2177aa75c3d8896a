import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on stdout; level by ONGGI_LOG_LEVEL. Secrets that may sit in request objects are redacted. */
export function createLogger(name: string): Logger {
  return pino({
    name,
    level: process.env['ONGGI_LOG_LEVEL'] ?? 'info',
    redact: {
      paths: [
        'authorization',
        'cookie',
        '*.authorization',
        '*.cookie',
        'headers.authorization',
        'headers.cookie',
        'key',
        '*.key',
      ],
      censor: '[redacted]',
    },
  });
}
