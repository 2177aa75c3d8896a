import type { Answer, Passage, TimingName } from '../../api/types.js';
import { useSource } from '../../source/useSource.js';
import { formatCount, formatSeconds, nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { placeName } from './place.js';
import { useChatText } from './text.js';
import classes from './WhyPanel.module.css';

const timingOrder: TimingName[] = [
  'embedMs',
  'searchMs',
  'variantsMs',
  'gateMs',
  'writeMs',
  'verifyMs',
  'firstSentenceMs',
  'totalMs',
];

/** How this answer came about: what was read and how it scored, what was left out, who wrote it, how long it took. */
export function WhyPanel({ answer, id }: { answer: Answer; id: string }) {
  const text = useChatText();
  const { language } = useLanguage();
  const { usage } = answer;
  return (
    <section className={classes.why} id={id} aria-label={text.whyTitle}>
      <h3 className={classes.title}>{text.whyTitle}</h3>
      <dl className={classes.facts}>
        <dt>{text.whyQuestion}</dt>
        <dd lang={answer.language}>{answer.question}</dd>
        {answer.searched.question !== undefined && (
          <>
            <dt>{text.whyUnderstood}</dt>
            <dd>{answer.searched.question}</dd>
          </>
        )}
        {answer.searched.variants !== undefined && (
          <>
            <dt>{text.whyVariants}</dt>
            <dd>{answer.searched.variants.join(' · ')}</dd>
          </>
        )}
        <dt>{text.whySearched}</dt>
        <dd>{answer.searched.corpora.map((corpus) => nameIn(corpus.name, language)).join(' · ') || text.whyNone}</dd>
        <dt>{text.whyDropped}</dt>
        <dd>{answer.dropped > 0 ? text.dropped(answer.dropped) : text.whyNone}</dd>
        <dt>{text.whyModel}</dt>
        <dd>
          {answer.model ?? text.whyNoModel}
          {answer.model !== null && (
            <span className={classes.tokens}>
              {text.whyTokens(formatCount(usage.promptTokens), formatCount(usage.completionTokens))}
            </span>
          )}
        </dd>
        <dt>{text.whyTimes}</dt>
        <dd>
          <ul className={classes.times}>
            {timingOrder.map((name) => {
              const time = answer.timings[name];
              return !time ? null : (
                <li key={name}>
                  {text.timings[name]} <b>{formatSeconds(time, language)}</b>
                </li>
              );
            })}
          </ul>
        </dd>
      </dl>
      {answer.passages.length > 0 && <Passages passages={answer.passages} />}
    </section>
  );
}

function Passages({ passages }: { passages: Passage[] }) {
  const text = useChatText();
  const source = useSource();
  return (
    <table className={classes.passages}>
      <caption>{text.whyPassages}</caption>
      <thead>
        <tr>
          <th scope="col">{text.whyRank}</th>
          <th scope="col">{text.whyDocument}</th>
          <th scope="col">{text.whyScore}</th>
        </tr>
      </thead>
      <tbody>
        {passages.map((passage, index) => (
          <tr key={passage.chunkId}>
            <td>{index + 1}</td>
            <td>
              <button type="button" className={classes.open} onClick={() => source.open(passage)}>
                {passage.title} <span>{placeName(passage, text)}</span>
              </button>
              <span className={classes.excerpt} lang={passage.lang}>
                {passage.text}
              </span>
            </td>
            <td className={classes.score}>{passage.score.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
