import { type RefObject, useEffect, useEffectEvent } from 'react';
import { type EnterEvent, initialEnterState, reduceEnter } from './enterToSend.js';

const typesOnGlass = () => window.matchMedia('(hover: none) and (pointer: coarse)').matches;

/** The part of a DOM event that the core looks at; null for events it does not know. */
function enterEventOf(event: Event): EnterEvent | null {
  if (event instanceof KeyboardEvent) {
    if (event.type === 'keyup') return { type: 'keyup', code: event.code, key: event.key };
    const { code, key, keyCode, isComposing, shiftKey, metaKey, ctrlKey, repeat } = event;
    return { type: 'keydown', code, key, keyCode, isComposing, shift: shiftKey, command: metaKey || ctrlKey, repeat };
  }
  if (event instanceof CompositionEvent) {
    return { type: event.type as 'compositionstart' | 'compositionupdate' | 'compositionend', data: event.data };
  }
  if (event instanceof InputEvent) return { type: 'beforeinput', inputType: event.inputType };
  return event.type === 'blur' ? { type: 'blur' } : null;
}

const eventNames = [
  'keydown',
  'keyup',
  'compositionstart',
  'compositionupdate',
  'compositionend',
  'beforeinput',
  'blur',
];

/**
 * One Enter sends, also when it ends a Korean syllable; Shift+Enter, and Enter on touch, is a newline.
 * @param field the input or textarea
 * @param onSend called with the text read from the field itself: the page's own state may miss the last syllable
 */
export function useEnterToSend(
  field: RefObject<HTMLTextAreaElement | HTMLInputElement | null>,
  onSend: (text: string) => void,
): void {
  const sendText = useEffectEvent(onSend);
  useEffect(() => {
    const element = field.current;
    if (!element) return undefined;
    let state = initialEnterState;
    const listen = (event: Event) => {
      const known = enterEventOf(event);
      if (!known) return;
      const [next, decision] = reduceEnter(state, known, element instanceof HTMLTextAreaElement && typesOnGlass());
      state = next;
      if (decision.preventDefault) event.preventDefault();
      if (decision.send === 'now') sendText(element.value);
      if (decision.send === 'next-task') setTimeout(() => sendText(element.value));
    };
    for (const name of eventNames) element.addEventListener(name, listen);
    return () => {
      for (const name of eventNames) element.removeEventListener(name, listen);
    };
  }, [field]);
}
