import { useEffect } from 'react';
import { useShellText } from './text.js';

/** Names the browser's tab after the page. */
export function usePageTitle(title: string): void {
  const { brand } = useShellText();
  useEffect(() => {
    document.title = title.includes(brand) ? title : `${title} · ${brand}`;
  }, [title, brand]);
}
