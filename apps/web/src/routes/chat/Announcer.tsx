import { useEffect, useState } from 'react';
import { plainText } from './markdown.js';
import { numberSources } from './sources.js';
import { useChatText } from './text.js';
import type { Turn } from './turn.js';

/** Tells a screen reader that an answer has begun and, once, what it became. The thread itself is no live region. */
export function Announcer({ turn }: { turn: Turn | null }) {
  const text = useChatText();
  const [spoken, setSpoken] = useState('');
  const ofThisVisit = turn?.runKey != null;
  const phase = ofThisVisit ? turn.phase : null;
  useEffect(() => {
    if (!turn || phase === null) return;
    if (phase === 'working') setSpoken(text.announceStart);
    if (phase === 'done') {
      const sentences = turn.sentences.map((sentence) => plainText(sentence.text)).join(' ');
      const words = sentences || turn.answer?.text || '';
      setSpoken(text.announceDone(text.status[turn.status], numberSources(turn.sentences).size, words));
    }
    // The whole turn changes with each word; only its phase is news.
  }, [turn?.key, phase]);
  return (
    <p role="status" className="visually-hidden" lang={turn?.language}>
      {spoken}
    </p>
  );
}
