import type { Corpus } from '../../api/types.js';
import { formatCount, nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import classes from './DocumentsView.module.css';
import { useDocumentsText } from './text.js';

interface CorpusListProps {
  corpora: Corpus[];
  chosen: Corpus;
  onChoose(key: string): void;
}

/** One's own corpora, then those that other affiliates share; a list beside the documents, a menu where it is narrow. */
export function CorpusList({ corpora, chosen, onChoose }: CorpusListProps) {
  const text = useDocumentsText();
  const { language } = useLanguage();
  const own = corpora.filter(({ sharedBy }) => sharedBy === null);
  const shared = corpora.filter(({ sharedBy }) => sharedBy !== null);
  const parts = [
    { title: text.corpora, corpora: own },
    { title: text.sharedCorpora, corpora: shared },
  ].filter((part) => part.corpora.length > 0);
  const options = (list: Corpus[]) =>
    list.map((corpus) => (
      <option key={corpus.key} value={corpus.key}>
        {[nameIn(corpus.name, language), corpus.sharedBy && nameIn(corpus.sharedBy.name, language)]
          .filter(Boolean)
          .join(' · ')}
      </option>
    ));
  return (
    <>
      <nav className={classes.corpora} aria-label={text.corpora}>
        {parts.map((part) => (
          <div key={part.title} className={classes.part}>
            <h2 className={classes.label}>{part.title}</h2>
            <ul>
              {part.corpora.map((corpus) => (
                <li key={corpus.key}>
                  <button
                    type="button"
                    className={classes.corpus}
                    aria-current={corpus.key === chosen.key ? 'true' : undefined}
                    onClick={() => onChoose(corpus.key)}
                  >
                    <span className={classes.corpusName}>
                      {nameIn(corpus.name, language)}
                      {corpus.sharedBy && (
                        <span className={classes.corpusOwner}>{nameIn(corpus.sharedBy.name, language)}</span>
                      )}
                    </span>
                    <span className={classes.corpusCount}>{formatCount(corpus.documents)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <select
        className={classes.select}
        aria-label={text.chooseCorpus}
        value={chosen.key}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {options(own)}
        {shared.length > 0 && <optgroup label={text.sharedCorpora}>{options(shared)}</optgroup>}
      </select>
    </>
  );
}
