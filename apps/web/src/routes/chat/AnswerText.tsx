import { memo, useMemo, useState } from 'react';
import type { Citation, Language, Sentence } from '../../api/types.js';
import { isOpen, useSource } from '../../source/useSource.js';
import classes from './AnswerText.module.css';
import { isInline, parseMarkdown } from './markdown.js';
import { Blocks, Inline } from './Markdown.js';
import { SourceChip } from './SourceChip.js';
import { chipsOf, numberSources, type Source, sourceKey } from './sources.js';
import { useChatText } from './text.js';
import type { Turn } from './turn.js';

/** Keeps the first chip on the line of the last word. */
const wordJoiner = '\u2060';

/** The checked sentences with their chips, and behind them the one that is being written. */
export function AnswerText({ turn }: { turn: Turn }) {
  const text = useChatText();
  const sources = useMemo(() => numberSources(turn.sentences), [turn.sentences]);
  const quoted = turn.status === 'EXTRACTIVE';
  const paragraphs = useMemo(() => paragraphsOf(turn.sentences, quoted), [turn.sentences, quoted]);
  if (turn.sentences.length === 0 && turn.unverified === null) return null;
  const pending = turn.unverified !== null && (
    <span className={classes.unverified} title={text.checking}>
      {turn.unverified}
      <span className={classes.chipSpace} />
    </span>
  );
  const last = paragraphs.at(-1);
  const pendingGoesOn = last !== undefined && last.inline && !quoted;
  return (
    <div className={classes.answer} lang={turn.language} aria-busy={turn.phase === 'working'}>
      {paragraphs.map((paragraph) => (
        <Paragraph key={paragraph.key} paragraph={paragraph} sources={sources} language={turn.language}>
          {paragraph === last && pendingGoesOn && pending}
        </Paragraph>
      ))}
      {!pendingGoesOn && pending && <p>{pending}</p>}
    </div>
  );
}

interface ParagraphOfSentences {
  key: number;
  inline: boolean;
  quoted: boolean;
  sentences: Sentence[];
}

/** Sentences that follow each other share a paragraph; quotes, lists and tables stand alone. */
function paragraphsOf(sentences: readonly Sentence[], quoted: boolean): ParagraphOfSentences[] {
  const paragraphs: ParagraphOfSentences[] = [];
  sentences.forEach((sentence, key) => {
    const isQuote = quoted || sentence.verdict === 'quoted';
    const inline = isInline(parseMarkdown(sentence.text)) || sentence.text.trim() === '';
    const last = paragraphs.at(-1);
    const breaks = /^\s*\n/.test(sentence.text) || /\n\s*\n\s*$/.test(last?.sentences.at(-1)?.text ?? '');
    if (last?.inline && !last.quoted && inline && !isQuote && !breaks) last.sentences.push(sentence);
    else paragraphs.push({ key, inline, quoted: isQuote, sentences: [sentence] });
  });
  return paragraphs;
}

interface ParagraphProps {
  paragraph: ParagraphOfSentences;
  sources: Map<string, Source>;
  language: Language;
  children: React.ReactNode;
}

function Paragraph({ paragraph, sources, language, children }: ParagraphProps) {
  if (!paragraph.inline) {
    return paragraph.sentences.map((sentence, index) => (
      <CheckedSentence key={index} sentence={sentence} sources={sources} language={language} block />
    ));
  }
  const Tag = paragraph.quoted ? 'blockquote' : 'p';
  return (
    <Tag className={paragraph.quoted ? classes.quote : undefined}>
      {paragraph.sentences.map((sentence, index) => (
        <span key={index}>
          {index > 0 && ' '}
          <CheckedSentence sentence={sentence} sources={sources} language={language} />
        </span>
      ))}
      {children && ' '}
      {children}
    </Tag>
  );
}

interface CheckedSentenceProps {
  sentence: Sentence;
  sources: Map<string, Source>;
  language: Language;
  block?: boolean;
}

const CheckedSentence = memo(function CheckedSentence({
  sentence,
  sources,
  language,
  block = false,
}: CheckedSentenceProps) {
  const text = useChatText();
  const source = useSource();
  const [pointed, setPointed] = useState(false);
  const nodes = useMemo(() => parseMarkdown(sentence.text), [sentence.text]);
  if (sentence.verdict === 'withheld') return <span className={classes.withheld}>{text.withheld}</span>;
  const citations = chipsOf(sentence);
  const tinted = pointed || citations.some((citation) => isOpen(source.link, citation));
  const chips = citations.map((citation: Citation) => (
    <SourceChip
      key={sourceKey(citation)}
      number={sources.get(sourceKey(citation))?.number ?? 0}
      citation={citation}
      language={sentence.lang ?? language}
      active={isOpen(source.link, citation)}
      onOpen={() => source.open(citation)}
      onPoint={setPointed}
    />
  ));
  const first = nodes[0];
  if (block || first?.type !== 'paragraph') {
    return (
      <div className={classes.block} lang={sentence.lang} data-tinted={tinted || undefined}>
        <Blocks nodes={nodes} tail={<> {chips}</>} />
      </div>
    );
  }
  return (
    <span className={classes.sentence} lang={sentence.lang} data-tinted={tinted || undefined}>
      <Inline nodes={first.children} />
      {chips.length > 0 && (
        <span className={classes.chips}>
          {wordJoiner}
          {chips}
        </span>
      )}
    </span>
  );
});
