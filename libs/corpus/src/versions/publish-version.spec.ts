import { describe, expect, it } from '@jest/globals';
import { supersedes } from './publish-version.js';

const place = (version_number: number, effective_from: string | null = null) => ({ version_number, effective_from });

describe('which of two versions is shown', () => {
  it('is the one in force later where both say from when, whatever their numbers', () => {
    expect(supersedes(place(2, '2023-06-01'), place(1, '2026-09-01'))).toBe(false);
    expect(supersedes(place(1, '2026-09-01'), place(2, '2023-06-01'))).toBe(true);
  });

  it('is the newer one otherwise', () => {
    expect(supersedes(place(2), place(1, '2026-09-01'))).toBe(true);
    expect(supersedes(place(1), place(2))).toBe(false);
    expect(supersedes(place(2, '2026-09-01'), place(1, '2026-09-01'))).toBe(true);
  });
});
