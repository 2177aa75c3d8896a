import { describe, expect, it } from '@jest/globals';
import { formatAge, formatBytes, formatDate, formatDateTime, formatTimeLeft, nameIn } from './format.js';

describe('dates', () => {
  it('are written as each language writes them', () => {
    expect(formatDate('2026-03-01', 'ko')).toBe('2026. 3. 1.');
    expect(formatDate('2026-03-01', 'en')).toBe('1 Mar 2026');
  });

  it('show midnight and afternoon in 24 hours', () => {
    expect(formatDateTime('2026-03-01T15:04:00', 'ko')).toBe('2026. 3. 1. 15:04');
    expect(formatDateTime('2026-03-01T00:04:00', 'en')).toBe('1 Mar 2026 00:04');
  });

  it('are relative while they are near', () => {
    const now = new Date('2026-03-10T12:00:00');
    expect(formatAge('2026-03-10T11:59:40', 'ko', now)).toBe('방금');
    expect(formatAge('2026-03-10T11:57:00', 'ko', now)).toBe('3분 전');
    expect(formatAge('2026-03-10T11:57:00', 'en', now)).toBe('3 minutes ago');
    expect(formatAge('2026-03-09T23:00:00', 'ko', now)).toBe('어제');
    expect(formatAge('2026-03-01T09:00:00', 'ko', now)).toBe('2026. 3. 1.');
  });
});

describe('amounts', () => {
  it('keep the time that is left rough', () => {
    expect(formatTimeLeft(3, 'ko')).toBe('약 5초');
    expect(formatTimeLeft(200, 'ko')).toBe('약 4분');
    expect(formatTimeLeft(5000, 'en')).toBe('about 2 h');
  });

  it('show sizes in MB with one decimal', () => {
    expect(formatBytes(1_250_000)).toBe('1.3 MB');
    expect(formatBytes(300)).toBe('1 kB');
  });
});

describe('names', () => {
  it('fall back to the language that exists', () => {
    expect(nameIn({ ko: '한빛화학', en: '' }, 'en')).toBe('한빛화학');
    expect(nameIn('everyone', 'ko')).toBe('everyone');
  });
});
