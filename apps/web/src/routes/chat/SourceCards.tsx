import { useMemo } from 'react';
import type { Sentence } from '../../api/types.js';
import { isOpen, useSource } from '../../source/useSource.js';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { placeName } from './place.js';
import { numberSources } from './sources.js';
import classes from './SourceCards.module.css';
import { useChatText } from './text.js';

/** The sources of an answer once more, by name. */
export function SourceCards({ sentences }: { sentences: Sentence[] }) {
  const text = useChatText();
  const { language } = useLanguage();
  const source = useSource();
  const sources = useMemo(() => [...numberSources(sentences).values()], [sentences]);
  if (sources.length === 0) return null;
  return (
    <ul className={classes.cards} aria-label={text.sourceList}>
      {sources.map(({ number, citation }) => (
        <li key={number}>
          <button
            type="button"
            className={classes.card}
            data-active={isOpen(source.link, citation) || undefined}
            onClick={() => source.open(citation)}
          >
            <span className={classes.number}>{number}</span>
            <span className={classes.title}>{citation.title}</span>
            <span className={classes.place}>
              {[placeName(citation, text), citation.sharedBy && nameIn(citation.sharedBy.name, language)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
