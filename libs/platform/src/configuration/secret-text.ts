import { z } from 'zod';

/** Secrets that installers, manuals and examples come with. Everybody knows them. */
const known = new Set(
  [
    ...['admin', 'administrator', 'root', 'test', 'user', 'default', 'example', 'any', 'key', 'none', 'empty', 'onggi'],
    ...['secret', 'password', 'passw0rd', 'changeme', 'change-me', 'changethis', 'replace-me', 'todo', 'minio'],
    ...['postgres', 'postgresql', 'mysecretpassword', 'opensearch', 'elastic123', 'myStrongPassword123!', 'admin123'],
    ...[
      'adminadmin',
      'password1',
      'password123',
      'secret123',
      'supersecret',
      'qwerty123',
      '12345678',
      '123456789',
      '1234567890',
    ],
    ...['minioadmin', 'minio123', 'rustfsadmin', 's3rver', 'accesskey', 'secretkey', 'access-key', 'secret-key'],
    ...['AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ].map((text) => text.toLowerCase()),
);

/** A secret as an environment variable: not one that a product comes with, and no placeholder. */
export const secretText = z
  .string()
  .refine((text) => text.length >= 8 && !known.has(text.toLowerCase()) && !/^(.)\1*$|^<.*>$/.test(text), {
    message: 'is short, a placeholder or a default that everybody knows; set a secret of your own',
  });
