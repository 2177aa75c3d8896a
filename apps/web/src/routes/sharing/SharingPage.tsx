import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client.js';
import { postsQuery, sharesQuery } from '../../api/queries.js';
import type { Share } from '../../api/types.js';
import { mayAdminister, useMe } from '../../app/me.js';
import { NoPermission } from '../../app/Messages.js';
import { PageHeader } from '../../app/PageHeader.js';
import { usePageTitle } from '../../app/usePageTitle.js';
import { formatCount } from '../../words/format.js';
import { AnswerDialog } from './AnswerDialog.js';
import { OfferDialog } from './OfferDialog.js';
import { type ShareAction, ShareItem } from './ShareItem.js';
import classes from './SharingPage.module.css';
import { sidesOf } from './sides.js';
import { useSharingText } from './text.js';

/** What the company opens to others and they to it: for administrators. */
export function SharingPage() {
  return mayAdminister(useMe()) ? <Sharing /> : <NoPermission />;
}

type Dialog = { what: 'corpus' | 'post' } | { action: ShareAction; share: Share };

function Sharing() {
  const text = useSharingText();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [said, setSaid] = useState('');
  usePageTitle(text.title);
  const done = (words: string) => {
    setDialog(null);
    setSaid(words);
  };
  return (
    <main className={classes.main} id="main" tabIndex={-1}>
      <PageHeader title={text.title}>
        <div className={classes.headActions}>
          <Button size="compact-md" variant="default" onClick={() => setDialog({ what: 'post' })}>
            {text.offerPost}
          </Button>
          <Button size="compact-md" onClick={() => setDialog({ what: 'corpus' })}>
            {text.offerCorpus}
          </Button>
        </div>
      </PageHeader>
      <div className={classes.scroll} data-region="thread">
        <div className={classes.column}>
          <p className={classes.intro}>{text.intro}</p>
          <p className={classes.said} role="status">
            {said}
          </p>
          <Lists onAct={(action, share) => setDialog({ action, share })} />
        </div>
      </div>
      {dialog && 'what' in dialog && (
        <OfferDialog
          what={dialog.what}
          onClose={() => setDialog(null)}
          onOffered={(receiver) => done(text.offered(receiver))}
        />
      )}
      {dialog && 'share' in dialog && (
        <AnswerDialog share={dialog.share} action={dialog.action} onClose={() => setDialog(null)} onDone={done} />
      )}
    </main>
  );
}

function Lists({ onAct }: { onAct(action: ShareAction, share: Share): void }) {
  const text = useSharingText();
  const me = useMe();
  const [corpora, posts] = [useQuery(sharesQuery), useQuery(postsQuery)];
  const error = corpora.error ?? posts.error;
  if (error) {
    return (
      <div className={classes.message} role="alert">
        <p>{`${text.failed} ${error instanceof ApiError ? `${error.message} ${error.remedy}` : error.message}`}</p>
        <Button variant="default" onClick={() => void Promise.all([corpora.refetch(), posts.refetch()])}>
          {text.retry}
        </Button>
      </div>
    );
  }
  if (!corpora.data || !posts.data) return <p className={classes.message}>{text.loading}</p>;
  const [shared, posted] = [sidesOf(corpora.data, me.tenant.id), sidesOf(posts.data, me.tenant.id)];
  const both = (side: 'received' | 'sent' | 'past') =>
    [...shared[side], ...posted[side]].sort((left, right) => right.offeredAt.localeCompare(left.offeredAt));
  const past = both('past');
  return (
    <>
      <Section name="received" shares={both('received')} onAct={onAct} />
      <Section name="running" shares={shared.running} onAct={onAct} />
      <Section name="posts" shares={posted.running} onAct={onAct} />
      <Section name="sent" shares={both('sent')} onAct={onAct} />
      {past.length > 0 && (
        <details className={classes.past}>
          <summary>{`${text.sections.past} ${formatCount(past.length)}`}</summary>
          <ul className={classes.list}>
            {past.map((share) => (
              <ShareItem key={share.id} share={share} onAct={onAct} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

interface SectionProps {
  name: 'received' | 'running' | 'posts' | 'sent';
  shares: Share[];
  onAct(action: ShareAction, share: Share): void;
}

function Section({ name, shares, onAct }: SectionProps) {
  const text = useSharingText();
  return (
    <section className={classes.section} aria-labelledby={`sharing-${name}`}>
      <h2 className={classes.title} id={`sharing-${name}`}>
        {text.sections[name]}
        {shares.length > 0 && <span className={classes.count}>{formatCount(shares.length)}</span>}
      </h2>
      {shares.length === 0 ? (
        <p className={classes.nothing}>{text.nothing[name]}</p>
      ) : (
        <ul className={classes.list}>
          {shares.map((share) => (
            <ShareItem key={share.id} share={share} onAct={onAct} />
          ))}
        </ul>
      )}
    </section>
  );
}
