import type { useChatText } from './text.js';

/** Where in a document something stands: its page, else the last part of its heading. */
export function placeName(at: { page: number | null; heading: string }, text: ReturnType<typeof useChatText>): string {
  if (at.page !== null) return text.page(at.page);
  return at.heading.split(' › ').at(-1) ?? '';
}
