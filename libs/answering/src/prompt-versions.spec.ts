import { expect, it } from '@jest/globals';
import { promptVersions } from './prompt-versions.js';

it('are the same each time, and another for each purpose', () => {
  const versions = promptVersions();
  expect(versions).toEqual(promptVersions());
  expect(Object.values(versions).every((version) => /^[0-9a-f]{12}$/.test(version))).toBe(true);
  expect(new Set(Object.values(versions)).size).toBe(3);
});
