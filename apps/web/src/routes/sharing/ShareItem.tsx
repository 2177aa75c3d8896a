import { Button } from '@mantine/core';
import type { Share } from '../../api/types.js';
import { useMe } from '../../app/me.js';
import { formatDate, formatDateTime, nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { everyone, useGroups } from '../documents/useGroups.js';
import classes from './SharingPage.module.css';
import { useSharingText } from './text.js';
import { useCompanies } from './useCompanies.js';

export type ShareAction = 'accept' | 'decline' | 'withdraw' | 'end';

/** What a share is called in a sentence: its collection, or the person and the kind of post. */
export function useShareName(): (share: Share) => string {
  const text = useSharingText();
  const { language } = useLanguage();
  return ({ corpus, email, kind }) =>
    corpus ? nameIn(corpus.name, language) : text.postOf(text.kinds[kind], email ?? '');
}

interface ShareItemProps {
  share: Share;
  onAct(action: ShareAction, share: Share): void;
}

/** One share: what, with whom, what for, how long, and what one may do about it. */
export function ShareItem({ share, onAct }: ShareItemProps) {
  const text = useSharingText();
  const me = useMe();
  const companies = useCompanies();
  const name = useShareName()(share);
  const given = share.owner === me.tenant.id;
  const other = companies.nameOf(given ? share.receiver : share.owner);
  return (
    <li className={classes.item} data-testid="share" data-status={share.status}>
      <div className={classes.head}>
        <h3 className={classes.name}>{name}</h3>
        <span className={classes.side} data-given={given || undefined}>
          {text.sides[sideOf(share, given)](other)}
        </span>
        {share.status !== 'active' && share.status !== 'offered' && (
          <span className={classes.status}>{text.statuses[share.status]}</span>
        )}
      </div>
      <Facts share={share} given={given} />
      <div className={classes.actions}>
        {actionsOf(share, given).map(({ action, words, primary }) => (
          <Button
            key={action}
            size="compact-md"
            variant={primary ? 'filled' : 'default'}
            aria-label={text.actionOn(text[words], name)}
            onClick={() => onAct(action, share)}
          >
            {text[words]}
          </Button>
        ))}
      </div>
    </li>
  );
}

function sideOf({ status }: Share, given: boolean): 'offeredTo' | 'offeredBy' | 'given' | 'taken' {
  if (status === 'offered') return given ? 'offeredTo' : 'offeredBy';
  return given ? 'given' : 'taken';
}

interface Act {
  action: ShareAction;
  words: 'accept' | 'decline' | 'withdraw' | 'endGiven' | 'endTaken' | 'endPost';
  primary?: boolean;
}

function actionsOf({ status, kind }: Share, given: boolean): Act[] {
  if (status === 'offered' && given) return [{ action: 'withdraw', words: 'withdraw' }];
  if (status === 'offered') {
    return [
      { action: 'accept', words: 'accept', primary: true },
      { action: 'decline', words: 'decline' },
    ];
  }
  if (status !== 'active' && status !== 'scheduled') return [];
  if (kind !== 'corpus') return [{ action: 'end', words: 'endPost' }];
  return [{ action: 'end', words: given ? 'endGiven' : 'endTaken' }];
}

function Facts({ share, given }: { share: Share; given: boolean }) {
  const text = useSharingText();
  const { language } = useLanguage();
  const groups = useGroups();
  const namesOf = (keys: string[], ours: boolean) =>
    keys.map((key) => (ours || key === everyone ? groups.nameOf(key) : key)).join(' · ');
  const opened =
    share.opens.length === 1 && share.opens[0] === everyone
      ? text.everyoneOfOwner
      : text.groupDocuments(namesOf(share.opens, given));
  const over = share.status === 'ended' || share.status === 'expired' ? share.endedAt : null;
  const start = share.status === 'scheduled' ? [text.from(formatDate(share.startsAt, language))] : [];
  const end = over ?? share.expiresAt;
  const term = [...start, end === null ? text.openEnd : text.until(formatDate(end, language))].join(' ');
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{text.purpose}</dt>
        <dd>{share.purpose}</dd>
      </div>
      <div>
        <dt>{text.term}</dt>
        <dd title={end === null ? undefined : formatDateTime(end, language)}>{term}</dd>
      </div>
      <div>
        <dt>{text.scope}</dt>
        <dd>{text.scopeOf(opened, text.labels[share.label])}</dd>
      </div>
      {share.groups && (
        <div>
          <dt>{text.readers}</dt>
          <dd>{namesOf(share.groups, !given)}</dd>
        </div>
      )}
    </dl>
  );
}
