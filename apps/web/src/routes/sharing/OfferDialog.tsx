import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client.js';
import { corporaQuery } from '../../api/queries.js';
import { type CorpusOffer, offerShare, type PostOffer } from '../../api/shares.js';
import type { AccessLabel } from '../../api/types.js';
import forms from '../../app/forms.module.css';
import { Switcher } from '../../app/Switcher.js';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { GroupChoice } from '../documents/GroupChoice.js';
import { everyone } from '../documents/useGroups.js';
import classes from './SharingPage.module.css';
import { dayAfter, endOfDay } from './sides.js';
import { useSharingText } from './text.js';
import { useCompanies } from './useCompanies.js';

interface OfferDialogProps {
  /** A collection to a company, or a second post or secondment to one of its people. */
  what: 'corpus' | 'post';
  onClose(): void;
  /** @param receiver name of the company */
  onOffered(receiver: string): void;
}

/** The four things that both sides want to know: what, for whom, what for, until when. */
interface Draft {
  corpus: string;
  kind: 'post' | 'secondment';
  email: string;
  receiver: string;
  purpose: string;
  opens: string[];
  label: AccessLabel;
  /** YYYY-MM-DD, or nothing. */
  lastDay: string;
}

const usualDays = 90;

export function OfferDialog({ what, onClose, onOffered }: OfferDialogProps) {
  const text = useSharingText();
  const queries = useQueryClient();
  const companies = useCompanies();
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>({
    ...{ corpus: '', kind: 'post', email: '', receiver: '', purpose: '', opens: [everyone], label: 'O' },
    lastDay: dayAfter(new Date(), usualDays),
  });
  const change = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const offer = useMutation({
    mutationFn: (made: CorpusOffer | PostOffer) => offerShare(made),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['shares'] });
      onOffered(companies.nameOf(draft.receiver));
    },
  });
  const made = offerOf(what, draft);
  const { error } = offer;
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={what === 'corpus' ? text.offerCorpusTitle : text.offerPostTitle}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <div className={forms.form}>
        {what === 'corpus' ? (
          <CorpusField draft={draft} onChange={change} />
        ) : (
          <PostFields draft={draft} onChange={change} />
        )}
        <NativeSelect
          label={what === 'corpus' ? text.receiver : text.receiverOfPost}
          required
          value={draft.receiver}
          data={[
            { value: '', label: text.choose },
            ...companies.others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => change({ receiver: event.currentTarget.value })}
        />
        <TextInput
          label={text.purpose}
          description={text.purposeHint}
          required
          maxLength={1000}
          value={draft.purpose}
          onChange={(event) => change({ purpose: event.currentTarget.value })}
        />
        <GroupChoice legend={text.opens} chosen={draft.opens} onChange={(opens) => change({ opens })} />
        <div>
          <p className={classes.fieldLabel}>{text.label}</p>
          <Switcher
            label={text.label}
            value={draft.label}
            options={(['O', 'S', 'C'] as const).map((value) => ({ value, label: text.labels[value] }))}
            onChange={(value) => change({ label: value as AccessLabel })}
          />
        </div>
        <TextInput
          type="date"
          label={mayBeOpen(what, draft) ? text.expiresOptional : text.expires}
          required={!mayBeOpen(what, draft)}
          min={dayAfter(new Date(), 0)}
          value={draft.lastDay}
          onChange={(event) => change({ lastDay: event.currentTarget.value })}
        />
        {tried && made === null && <p role="alert">{text.required}</p>}
        {error && <p role="alert">{error instanceof ApiError ? `${error.message} ${error.remedy}` : error.message}</p>}
        <div className={forms.buttons}>
          <Button variant="default" onClick={onClose}>
            {text.cancel}
          </Button>
          <Button
            loading={offer.isPending}
            onClick={() => {
              setTried(true);
              if (made) offer.mutate(made);
            }}
          >
            {text.offer}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

const mayBeOpen = (what: 'corpus' | 'post', { kind }: Draft) => what === 'post' && kind === 'post';

/** Null while something is missing. */
function offerOf(what: 'corpus' | 'post', draft: Draft): CorpusOffer | PostOffer | null {
  const { corpus, kind, email, receiver, purpose, opens, label, lastDay } = draft;
  const whole =
    receiver !== '' && purpose.trim() !== '' && opens.length > 0 && (lastDay !== '' || mayBeOpen(what, draft));
  if (!whole || (what === 'corpus' ? corpus : email.trim()) === '') return null;
  const offer = { receiver, purpose: purpose.trim(), opens, label, ...(lastDay && { expiresAt: endOfDay(lastDay) }) };
  return what === 'corpus' ? { kind: 'corpus', corpus, ...offer } : { kind, email: email.trim(), ...offer };
}

interface FieldProps {
  draft: Draft;
  onChange(next: Partial<Draft>): void;
}

function CorpusField({ draft, onChange }: FieldProps) {
  const text = useSharingText();
  const { language } = useLanguage();
  const own = useQuery(corporaQuery).data?.filter(({ readOnly }) => !readOnly) ?? [];
  return (
    <NativeSelect
      label={text.corpus}
      required
      data-autofocus
      value={draft.corpus}
      data={[
        { value: '', label: text.choose },
        ...own.map(({ id, name }) => ({ value: id, label: nameIn(name, language) })),
      ]}
      onChange={(event) => onChange({ corpus: event.currentTarget.value })}
    />
  );
}

function PostFields({ draft, onChange }: FieldProps) {
  const text = useSharingText();
  return (
    <>
      <div>
        <p className={classes.fieldLabel}>{text.kind}</p>
        <Switcher
          label={text.kind}
          value={draft.kind}
          options={(['post', 'secondment'] as const).map((value) => ({ value, label: text.kinds[value] }))}
          onChange={(value) => onChange({ kind: value as Draft['kind'] })}
        />
      </div>
      <TextInput
        type="email"
        label={text.email}
        description={text.emailHint}
        required
        data-autofocus
        value={draft.email}
        onChange={(event) => onChange({ email: event.currentTarget.value })}
      />
    </>
  );
}
