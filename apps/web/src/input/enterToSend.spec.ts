import { describe, expect, it } from '@jest/globals';
import { type EnterEvent, initialEnterState, reduceEnter } from './enterToSend.js';

const keydown = (change: Partial<Extract<EnterEvent, { type: 'keydown' }>> = {}): EnterEvent => ({
  type: 'keydown',
  code: 'Enter',
  key: 'Enter',
  keyCode: 13,
  isComposing: false,
  shift: false,
  command: false,
  repeat: false,
  ...change,
});
const composingEnter = keydown({ key: 'Process', keyCode: 229, isComposing: true });
const keyup: EnterEvent = { type: 'keyup', code: 'Enter', key: 'Enter' };
const composition = (type: 'compositionstart' | 'compositionupdate' | 'compositionend', data: string): EnterEvent => ({
  type,
  data,
});
const syllable = (last: string) => [composition('compositionstart', ''), composition('compositionupdate', last)];

/** Plays events as a browser would: a field whose text is whole once the composition has ended. */
function replay(events: EnterEvent[], touch = false) {
  let state = initialEnterState;
  const sends: string[] = [];
  let prevented = 0;
  for (const event of events) {
    const [next, decision] = reduceEnter(state, event, touch);
    state = next;
    if (decision.preventDefault) prevented += 1;
    if (decision.send !== 'no') sends.push(`${decision.send} at ${event.type}`);
  }
  return { sends, prevented };
}

describe('one Enter at the end of a Korean sentence', () => {
  it('sends once in the order of Windows: keydown, compositionend, keyup', () => {
    const { sends } = replay([...syllable('요'), composingEnter, composition('compositionend', '요'), keyup]);
    expect(sends).toEqual(['now at compositionend']);
  });

  it('sends once in the order of macOS, where a second plain Enter follows', () => {
    const { sends, prevented } = replay([
      ...syllable('요'),
      composingEnter,
      composition('compositionend', '요'),
      keydown(),
      keyup,
    ]);
    expect(sends).toEqual(['now at compositionend']);
    expect(prevented).toBe(2);
  });

  it('sends once in the order of Safari, where the composition ends first', () => {
    const safariEnter = keydown({ keyCode: 229 });
    const { sends } = replay([...syllable('요'), composition('compositionend', '요'), safariEnter, keyup]);
    expect(sends).toEqual(['next-task at keydown']);
  });

  it('sends each of two sentences typed one after the other', () => {
    const sentence = [...syllable('다'), composingEnter, composition('compositionend', '다'), keyup];
    expect(replay([...sentence, ...sentence]).sends).toHaveLength(2);
  });

  it('sends bare consonants such as ㅋㅋ too', () => {
    const { sends } = replay([...syllable('ㅋ'), composingEnter, composition('compositionend', 'ㅋ'), keyup]);
    expect(sends).toHaveLength(1);
  });

  it('swallows the line break that an input method writes on its own', () => {
    const lineBreak: EnterEvent = { type: 'beforeinput', inputType: 'insertLineBreak' };
    const { prevented } = replay([
      ...syllable('요'),
      composingEnter,
      composition('compositionend', '요'),
      lineBreak,
      keyup,
    ]);
    expect(prevented).toBe(2);
  });
});

describe('Enter elsewhere', () => {
  it('sends when nothing is being composed', () => {
    expect(replay([keydown(), keyup]).sends).toEqual(['now at keydown']);
  });

  it('leaves a Japanese candidate to the input method', () => {
    const { sends, prevented } = replay([
      ...syllable('日本'),
      composingEnter,
      composition('compositionend', '日本'),
      keyup,
    ]);
    expect(sends).toEqual([]);
    expect(prevented).toBe(0);
  });

  it('is a newline with Shift, and on touch', () => {
    expect(replay([keydown({ shift: true }), keyup]).sends).toEqual([]);
    expect(replay([keydown(), keyup], true).sends).toEqual([]);
  });

  it('sends with Ctrl or ⌘ on touch as well', () => {
    expect(replay([keydown({ command: true }), keyup], true).sends).toEqual(['now at keydown']);
  });

  it('sends once while the key is held down', () => {
    expect(replay([keydown(), keydown({ repeat: true }), keydown({ repeat: true }), keyup]).sends).toHaveLength(1);
  });

  it('sends again after the field lost focus with the key down', () => {
    expect(replay([keydown(), { type: 'blur' }, keydown()]).sends).toHaveLength(2);
  });
});
