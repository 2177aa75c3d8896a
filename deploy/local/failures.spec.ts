import { describe, expect, it } from '@jest/globals';
import { failureTexts } from './failure-texts.mjs';
import { describeFailure, failureFromOutput, StartError, terminalLanguage } from './failures.mjs';

describe('telling the reader what is wrong', () => {
  it.each([
    [{ LC_ALL: 'ko_KR.UTF-8', LANG: 'en_US.UTF-8' }, 'ko'],
    [{ LC_ALL: '', LANG: 'ko' }, 'ko'],
    [{ LC_MESSAGES: 'en_US.UTF-8', LANG: 'ko_KR.UTF-8' }, 'en'],
    [{ LANG: 'C.UTF-8' }, 'en'],
    [{}, 'en'],
  ])('speaks the language of the terminal (%j)', (environment, language) => {
    expect(terminalLanguage(environment)).toBe(language);
  });

  it('prints the last log lines, what happened and what to do', () => {
    const failure = new StartError(
      'PORT_TAKEN',
      { port: 3000, variable: 'PORT', holder: 'nginx (pid 7)' },
      {
        logLines: ['bind failed'],
      },
    );
    const text = describeFailure(failure, 'en');
    expect(text).toContain('bind failed');
    expect(text).toContain('Port 3000 is already taken by nginx (pid 7).');
    expect(text).toContain('PORT=3100 npm start');
    expect(describeFailure(failure, 'ko')).toContain('포트 3000');
  });

  it('has both sentences of every failure in both languages', () => {
    for (const [code, texts] of Object.entries(failureTexts)) {
      const { message, remedy } = (texts as (values: object) => { message: object; remedy: object })({});
      for (const sentence of [...Object.values(message), ...Object.values(remedy)]) {
        expect({ code, empty: sentence.trim() === '' }).toEqual({ code, empty: false });
      }
      expect(Object.keys({ ...message, ...remedy }).sort()).toEqual(['en', 'ko']);
    }
  });

  it('keeps the stack of an error that nobody foresaw', () => {
    expect(describeFailure(new TypeError('no'), 'ko')).toContain('failures.spec');
  });
});

describe('what npm and pip say', () => {
  const otherwise = () => new StartError('NO_PIP');

  it.each([
    ['npm error code EAI_AGAIN', 'NO_NETWORK'],
    ["connection broken by 'NewConnectionError: [Errno 111] Connection refused'", 'NO_NETWORK'],
    ['OSError: [Errno 28] No space left on device', 'DISK_FULL'],
    ['npm error ENOSPC: write', 'DISK_FULL'],
    ['SyntaxError: unexpected token', 'NO_PIP'],
  ])('becomes a failure with a remedy (%s)', (output, code) => {
    expect(failureFromOutput(output, 'x', otherwise).code).toBe(code);
  });
});
