import { describe, expect, it } from '@jest/globals';
import { chatModelProfile, chatModelProfiles } from './chat-profile.js';

describe('the profiles of chat models', () => {
  it('say under which licence each model comes', () => {
    for (const { licence } of chatModelProfiles) expect(licence.name).not.toBe('');
    expect(chatModelProfile('lgai-exaone/exaone-4.0-32b')?.licence).toMatchObject({
      commercialUse: false,
      mustBeAccepted: true,
    });
  });

  it('have defaults that anyone may use without asking', () => {
    for (const { licence } of chatModelProfiles.slice(0, 2)) {
      expect(licence).toEqual({ name: 'Apache-2.0', commercialUse: true, mustBeAccepted: false });
    }
  });

  it('do not guess about a model that nobody described', () => {
    expect(chatModelProfile('my-model')).toBeUndefined();
  });
});
