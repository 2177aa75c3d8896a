import { JarIcon } from '../../icons/icons.js';
import { formatCount, formatDate, nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { useChatText } from './text.js';
import type { AskOptions } from './useAskOptions.js';
import classes from './Welcome.module.css';

/** A new chat: what this expert is for, questions to begin with, and what it reads. */
export function Welcome({ options, onAsk }: { options: AskOptions; onAsk(question: string): void }) {
  const text = useChatText();
  const { language } = useLanguage();
  const { expert } = options;
  // Shown when it is whole: parts that come one after the other would push each other about.
  if (!options.isReady) return <div className={classes.welcome} aria-busy="true" />;
  const ofLanguage = expert?.examples.filter((example) => example.lang === language) ?? [];
  const examples = ofLanguage.length > 0 ? ofLanguage : (expert?.examples ?? []);
  const read = options.corpora.map((corpus) => options.allCorpora.find((one) => one.key === corpus.key) ?? null);
  return (
    <div className={classes.welcome} data-region="thread">
      <div className={classes.inner}>
        <JarIcon size={44} />
        <h2 className={classes.title}>{text.welcome(expert ? nameIn(expert.name, language) : null)}</h2>
        {expert && <p className={classes.description}>{nameIn(expert.description, language)}</p>}
        {examples.length > 0 && (
          <section aria-labelledby="examples">
            <h3 className={classes.label} id="examples">
              {text.examples}
            </h3>
            <ul className={classes.examples}>
              {examples.slice(0, 4).map((example) => (
                <li key={example.text}>
                  <button
                    type="button"
                    className={classes.example}
                    lang={example.lang}
                    onClick={() => onAsk(example.text)}
                  >
                    {example.text}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        {read.some((corpus) => corpus !== null) && (
          <section aria-labelledby="reads">
            <h3 className={classes.label} id="reads">
              {text.reads}
            </h3>
            <ul className={classes.corpora}>
              {read.map(
                (corpus) =>
                  corpus && (
                    <li key={corpus.key}>
                      {text.corpusLine(
                        [nameIn(corpus.name, language), corpus.sharedBy && nameIn(corpus.sharedBy.name, language)]
                          .filter(Boolean)
                          .join(' · '),
                        formatCount(corpus.documents),
                        corpus.newest && formatDate(corpus.newest, language),
                      )}
                    </li>
                  ),
              )}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}
