import { useEffect, useEffectEvent } from 'react';

/** Esc closes the open source, else stops the answer; menus and dialogs above the page have taken theirs before. */
export function useEscape(sourceOpen: boolean, closeSource: () => void, working: boolean, stop: () => void): void {
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.code !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"], [role="tooltip"]:popover-open'))
      return;
    if (sourceOpen) closeSource();
    else if (working) stop();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onEscape(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
