import type { CorpusOpening } from '../../api/types.js';
import { formatDate, nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import classes from './DocumentsView.module.css';
import { useDocumentsText } from './text.js';

/** Whose these documents are, what for and until when they are open, and that they are for reading. */
export function SharedNote({ opening }: { opening: CorpusOpening }) {
  const text = useDocumentsText();
  const { language } = useLanguage();
  return (
    <p className={classes.shared} data-testid="shared-note">
      <strong>{text.sharedBy[opening.kind](nameIn(opening.name, language))}</strong> <span>{text.readOnly}</span>
      <span className={classes.sharedTerm}>
        {[
          text.sharedFor(opening.purpose),
          opening.expiresAt === null ? text.sharedOpenEnd : text.sharedUntil(formatDate(opening.expiresAt, language)),
        ].join(' · ')}
      </span>
    </p>
  );
}
