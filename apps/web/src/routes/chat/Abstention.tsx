import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { sendFeedback } from '../../api/answers.js';
import type { Answer, Passage } from '../../api/types.js';
import { useSource } from '../../source/useSource.js';
import { formatCount, formatDate, nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import classes from './Abstention.module.css';
import { placeName } from './place.js';
import { useChatText } from './text.js';
import type { Turn } from './turn.js';

const mostPassages = 3;

/** "Not in the documents": what was searched, the nearest passages, and what to do next. */
export function Abstention({ turn, onEdit, onAskEverywhere }: { turn: Turn; onEdit(): void; onAskEverywhere(): void }) {
  const text = useChatText();
  const { answer } = turn;
  if (!answer) return null;
  const nearest = turn.passages.slice(0, mostPassages);
  return (
    <div className={classes.abstention}>
      {turn.sentences.length === 0 && (
        <p className={classes.message} lang={turn.language}>
          {answer.text || text.abstained(formatCount(answer.searched.documents))}
        </p>
      )}
      <Searched answer={answer} />
      {nearest.length > 0 && (
        <section aria-labelledby={`nearest-${turn.key}`}>
          <h3 className={classes.label} id={`nearest-${turn.key}`}>
            {text.nearest(nearest.length)}
          </h3>
          <ul className={classes.passages}>
            {nearest.map((passage) => (
              <li key={passage.chunkId}>
                <PassageCard passage={passage} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className={classes.buttons}>
        <Button size="compact-md" variant="default" onClick={onEdit}>
          {text.askAgain}
        </Button>
        {answer.expert && (
          <Button size="compact-md" variant="default" onClick={onAskEverywhere}>
            {text.askEverywhere}
          </Button>
        )}
        <ReportGap answerId={answer.id} />
      </div>
    </div>
  );
}

function Searched({ answer }: { answer: Answer }) {
  const text = useChatText();
  const { language } = useLanguage();
  const { corpora, documents, newest } = answer.searched;
  if (corpora.length === 0) return null;
  const names = corpora.map((corpus) => nameIn(corpus.name, language)).join(' · ');
  return (
    <p className={classes.searched}>
      {text.searched(names, formatCount(documents), newest && formatDate(newest, language))}
    </p>
  );
}

/** A passage that came near; the whole card opens it in the source panel. */
function PassageCard({ passage }: { passage: Passage }) {
  const text = useChatText();
  const source = useSource();
  const place = placeName(passage, text);
  return (
    <button type="button" className={classes.passage} onClick={() => source.open(passage)}>
      <span className={classes.title}>{[passage.title, place].filter(Boolean).join(' · ')}</span>
      <span className={classes.text} lang={passage.lang}>
        {passage.text}
      </span>
    </button>
  );
}

function ReportGap({ answerId }: { answerId: string }) {
  const text = useChatText();
  const report = useMutation({ mutationFn: () => sendFeedback(answerId, 'missing') });
  if (report.isSuccess) return <p role="status">{text.gapReported}</p>;
  return (
    <>
      <Button size="compact-md" variant="default" loading={report.isPending} onClick={() => report.mutate()}>
        {text.reportGap}
      </Button>
      {report.error && <p role="alert">{report.error.message}</p>}
    </>
  );
}
