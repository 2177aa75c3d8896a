import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readConfiguration } from '../index.js';

const schema = z.object({ PORT: z.coerce.number().int().default(3000), ONGGI_HOME: z.string() });

describe('reading the configuration', () => {
  it('refuses a misspelt setting by its name', () => {
    expect(() => readConfiguration(schema, ['ONGGI_HOME'], { ONGGI_HOME: 'x', ONGGI_HMOE: 'y' })).toThrow(/ONGGI_HMOE/);
  });

  it('names the variable that is missing', () => {
    expect(() => readConfiguration(schema, ['ONGGI_HOME'], {})).toThrow(/ONGGI_HOME/);
  });

  it('takes an empty variable as unset', () => {
    expect(readConfiguration(schema, ['ONGGI_HOME'], { ONGGI_HOME: 'x', PORT: '' }).PORT).toBe(3000);
  });
});

describe('a secret inside an address', () => {
  const secret = 'w3Jf8sK1qLz0VbN5xYt7RmPc2DhGe9Ua';
  const read = (value: string) => () => readConfiguration(schema, ['ONGGI_HOME'], { ONGGI_HOME: value });

  it.each([
    ['a default', 'postgres://onggi_app:postgres@db.internal/onggi', /ONGGI_HOME holds a password/],
    ['short', 'postgresql://onggi_app:s3cr3t!@db/onggi?sslmode=require', /holds a password/],
    ['the name', 'postgres://onggi_app:onggi_app@db/onggi', /holds a password/],
    ['a placeholder', 'postgres://onggi_app:<password>@db/onggi', /holds a password/],
    ['a default in disguise', 'postgres://onggi_app:ch%61ngeme@db/onggi', /holds a password/],
    ['a default of a socket', 'postgres://onggi_app:changeme@/onggi?host=/run/postgresql', /holds a password/],
    ['a default of a search cluster', 'https://admin:admin@search.internal:9200', /holds a password/],
    ['a default in a list', `a=https://x:${secret}@one,b=https://x:password@two`, /holds a password/],
    ['a default as a parameter', 'postgres://db/onggi?user=onggi_app&password=postgres', /a parameter password/],
    ['a default as a key', 'https://s3.internal?secret_key=minioadmin', /a parameter secret_key/],
  ])('that is %s keeps the process from starting, and is not repeated', (_, value, reason) => {
    expect(read(value)).toThrow(reason);
    expect(read(value)).not.toThrow(/s3cr3t|minioadmin|changeme|:admin@/);
  });

  it.each([
    `postgres://onggi_app:${secret}@db.internal:5432/onggi?sslmode=verify-full&sslrootcert=/ca.pem&sslkey=/key.pem`,
    `postgresql://onggi_app:${secret}@%2Frun%2Fpostgresql:5432/onggi`,
    'postgres://onggi_app@db.internal/onggi',
    'https://s3.internal:9000',
    'a folder: with @ and //',
    '/srv/onggi',
  ])('lets %s pass', (value) => expect(read(value)()).toMatchObject({ ONGGI_HOME: value }));
});
