import { recall, remember } from '../../words/remember.js';

/** Longest question the server takes, in characters. */
export const longestQuestion = 4_000;

const keyOf = (conversation: string | null) => `onggi.draft.${conversation ?? 'new'}`;

/** What was written and not sent in a conversation; it is wiped when it is sent, and at sign-out. */
export const draftOf = (conversation: string | null) => recall(keyOf(conversation)) ?? '';

/** Keeps what is written in a conversation. */
export const keepDraft = (conversation: string | null, text: string) => remember(keyOf(conversation), text || null);
