import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client.js';
import { acceptShare, endShare } from '../../api/shares.js';
import type { Share } from '../../api/types.js';
import forms from '../../app/forms.module.css';
import { GroupChoice } from '../documents/GroupChoice.js';
import { everyone } from '../documents/useGroups.js';
import { type ShareAction, useShareName } from './ShareItem.js';
import { useSharingText } from './text.js';
import { useCompanies } from './useCompanies.js';

interface AnswerDialogProps {
  share: Share;
  action: ShareAction;
  onClose(): void;
  /** @param said what happened, for the page to say */
  onDone(said: string): void;
}

/** Asks once more before a share begins or is over: neither can be taken back by clicking again. */
export function AnswerDialog({ share, action, onClose, onDone }: AnswerDialogProps) {
  const text = useSharingText();
  const queries = useQueryClient();
  const companies = useCompanies();
  const name = useShareName()(share);
  const [groups, setGroups] = useState<string[]>([everyone]);
  const ending = share.corpus && action === 'end' ? text.shareOf(name) : name;
  const accepts = action === 'accept';
  const act = useMutation({
    mutationFn: async () => {
      if (accepts) await acceptShare(share, groups);
      else await endShare(share);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['shares'] });
      await queries.invalidateQueries({ queryKey: ['corpora'] });
      onDone(accepts ? text.accepted : text.ended);
    },
  });
  const { error } = act;
  const owner = companies.nameOf(share.owner);
  const words = accepts
    ? {
        title: text.acceptTitle(name),
        body: share.kind === 'corpus' ? text.acceptCorpusText(owner) : text.acceptPostText(share.email ?? '', owner),
        button: text.accept,
      }
    : { title: text.endTitles[action](ending), body: text.endTexts[action], button: endWords(action, text) };
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.title}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <div className={forms.form}>
        <p>{words.body}</p>
        {accepts && share.kind === 'corpus' && (
          <GroupChoice legend={text.acceptGroups} chosen={groups} onChange={setGroups} />
        )}
        {error && <p role="alert">{error instanceof ApiError ? `${error.message} ${error.remedy}` : error.message}</p>}
        <div className={forms.buttons}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {text.cancel}
          </Button>
          <Button
            className={accepts ? '' : (forms.danger ?? '')}
            loading={act.isPending}
            disabled={accepts && groups.length === 0}
            onClick={() => act.mutate()}
          >
            {words.button}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function endWords(action: ShareAction, text: ReturnType<typeof useSharingText>): string {
  if (action === 'decline') return text.decline;
  return action === 'withdraw' ? text.withdraw : text.endPost;
}
