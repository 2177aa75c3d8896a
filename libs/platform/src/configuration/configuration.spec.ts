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
