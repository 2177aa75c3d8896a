/**
 * When does Enter send? The pure core behind `useEnterToSend`: events go in, a decision comes out.
 *
 * With a Korean input method the Enter that ends the last syllable arrives while the text is still being composed, and
 * browsers disagree on the order: Windows sends keydown (229) then compositionend, macOS Chrome sends a second plain
 * Enter after them, Safari sends compositionend first and then keydown (229). Sending at once loses or repeats the last
 * syllable; waiting for a plain Enter asks for a second press. So a composing Enter over Hangul is remembered and the
 * message goes when the composition has ended; over anything else (Japanese candidates) it belongs to the input method.
 */
export type EnterEvent =
  | {
      type: 'keydown';
      code: string;
      key: string;
      keyCode: number;
      isComposing: boolean;
      shift: boolean;
      command: boolean;
      repeat: boolean;
    }
  | { type: 'keyup'; code: string; key: string }
  | { type: 'compositionstart' | 'compositionupdate' | 'compositionend'; data: string }
  | { type: 'beforeinput'; inputType: string }
  | { type: 'blur' };

export interface EnterDecision {
  preventDefault: boolean;
  /** `now` in this event, `next-task` after the browser has put the last syllable into the field. */
  send: 'no' | 'now' | 'next-task';
}

export interface EnterState {
  composing: boolean;
  /** What was composed last; kept after the end, for Safari's order. */
  composed: string;
  sendAtCompositionEnd: boolean;
  /** Between a handled Enter and its keyup: macOS sends it twice. */
  held: boolean;
}

export const initialEnterState: EnterState = {
  composing: false,
  composed: '',
  sendAtCompositionEnd: false,
  held: false,
};

const nothing: EnterDecision = { preventDefault: false, send: 'no' };
const swallow: EnterDecision = { preventDefault: true, send: 'no' };
const hangulOnly = /^\p{Script=Hangul}+$/u;

const isEnter = (event: { code: string; key: string }) =>
  event.code === 'Enter' || event.code === 'NumpadEnter' || (event.code === '' && event.key === 'Enter');

function onEnter(
  state: EnterState,
  event: Extract<EnterEvent, { type: 'keydown' }>,
  touch: boolean,
): [EnterState, EnterDecision] {
  if (event.shift || (touch && !event.command)) return [state, nothing];
  if (state.held || event.repeat) return [state, swallow];
  const ofInputMethod = event.isComposing || event.keyCode === 229;
  if (!ofInputMethod)
    return [
      { ...state, held: true },
      { preventDefault: true, send: 'now' },
    ];
  if (!hangulOnly.test(state.composed)) return [{ ...state, held: true }, nothing];
  return state.composing
    ? [{ ...state, held: true, sendAtCompositionEnd: true }, swallow]
    : [
        { ...state, held: true, composed: '' },
        { preventDefault: true, send: 'next-task' },
      ];
}

/**
 * The next state, and what to do about this event.
 * @param touch whether the reader types on glass, where Enter is a newline
 */
export function reduceEnter(state: EnterState, event: EnterEvent, touch: boolean): [EnterState, EnterDecision] {
  switch (event.type) {
    case 'keydown':
      return isEnter(event) ? onEnter(state, event, touch) : [state, nothing];
    case 'keyup':
      return [isEnter(event) ? { ...state, held: false } : state, nothing];
    case 'compositionstart':
      return [{ ...state, composing: true, composed: '' }, nothing];
    case 'compositionupdate':
      return [{ ...state, composing: true, composed: event.data || state.composed }, nothing];
    case 'compositionend': {
      const next = { ...state, composing: false, composed: event.data || state.composed, sendAtCompositionEnd: false };
      return [next, state.sendAtCompositionEnd ? { preventDefault: false, send: 'now' } : nothing];
    }
    case 'beforeinput': {
      // Some input methods write the line break themselves although the keydown was prevented.
      const lineBreak = event.inputType === 'insertLineBreak' || event.inputType === 'insertParagraph';
      return [state, lineBreak && state.held ? swallow : nothing];
    }
    case 'blur':
      return [initialEnterState, nothing];
  }
}
