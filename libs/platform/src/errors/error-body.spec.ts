import { describe, expect, it } from '@jest/globals';
import { asOnggiError, languageOf, NotFoundError, toErrorBody } from '../index.js';

describe('the language of messages', () => {
  it.each([
    [undefined, 'ko'],
    ['en', 'en'],
    ['en-US,en;q=0.9', 'en'],
    ['ko-KR,ko;q=0.9,en;q=0.8', 'ko'],
    ['en;q=0.5,ko;q=0.8', 'ko'],
    ['fr,de', 'ko'],
    ['fr,en;q=0.3', 'en'],
    ['ko;q=0,en', 'en'],
    ['korean', 'ko'],
  ])('of Accept-Language %p is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('an error for a client', () => {
  it('says nothing of an unknown cause', () => {
    const body = toErrorBody(asOnggiError(new Error('password=secret')), 'en', 'r1');
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(body.code).toBe('INTERNAL');
  });

  it('carries message and remedy in the language of the reader', () => {
    expect(toErrorBody(new NotFoundError(), 'ko', 'r1').remedy).toContain('담당자');
    expect(toErrorBody(new NotFoundError(), 'en', 'r1').remedy).toContain('owner');
  });
});
