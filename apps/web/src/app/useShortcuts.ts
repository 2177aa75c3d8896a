import { useEffect, useEffectEvent } from 'react';

export interface Shortcuts {
  find(): void;
  newChat(): void;
  help(): void;
}

const writesInto = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Moves the focus to the next (or previous) region of the page that is on the screen. */
function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (one) => one.offsetParent !== null,
  );
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(now + step + regions.length) % regions.length];
  const first = next?.querySelector<HTMLElement>('a[href], button:not([disabled]), textarea, input, [tabindex]');
  (first ?? next)?.focus();
}

/** The keys of the whole page, by the place of the key: a Hangul layout may give ㅏ or Process where K is meant. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const command = event.metaKey || event.ctrlKey;
    if (command && !event.shiftKey && !event.altKey && event.code === 'KeyK') {
      event.preventDefault();
      shortcuts.find();
    } else if (command && event.shiftKey && event.code === 'KeyO') {
      event.preventDefault();
      shortcuts.newChat();
    } else if (event.code === 'F6') {
      event.preventDefault();
      focusRegion(event.shiftKey ? -1 : 1);
    } else if (event.shiftKey && !command && event.code === 'Slash' && !writesInto(event.target)) {
      event.preventDefault();
      shortcuts.help();
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

/** How the command key is written on this machine. */
export const commandKey = () => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl+');
