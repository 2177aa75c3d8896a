import { HoverCard } from '@mantine/core';
import type { Citation, Language } from '../../api/types.js';
import { placeName } from './place.js';
import classes from './SourceChip.module.css';
import { useChatText } from './text.js';

interface SourceChipProps {
  number: number;
  citation: Citation;
  language: Language;
  active: boolean;
  onOpen(): void;
  /** Whether the chip is pointed at or focused: its sentence is tinted. */
  onPoint(pointed: boolean): void;
}

/** The number behind a sentence. Pointing shows the quote; a click, Enter or tap opens the place in the panel. */
export function SourceChip({ number, citation, language, active, onOpen, onPoint }: SourceChipProps) {
  const text = useChatText();
  return (
    <HoverCard
      width={340}
      openDelay={150}
      position="top"
      role="tooltip"
      interactive
      onOpen={() => onPoint(true)}
      onClose={() => onPoint(false)}
    >
      <HoverCard.Target>
        <button
          type="button"
          className={classes.chip}
          data-active={active || undefined}
          aria-label={text.openSource(number, citation.title, placeName(citation, text))}
          onClick={onOpen}
          onPointerEnter={() => onPoint(true)}
          onPointerLeave={() => onPoint(false)}
        >
          {number}
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown className={classes.card ?? ''} data-layer>
        <p className={classes.title}>{citation.title}</p>
        <p className={classes.where}>
          {[citation.page === null ? null : text.page(citation.page), citation.heading].filter(Boolean).join(' · ')}
        </p>
        <p className={classes.quote} lang={language}>
          <mark>{citation.quote}</mark>
        </p>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
