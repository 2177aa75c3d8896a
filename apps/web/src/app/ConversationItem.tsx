import { Button, Menu, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { deleteConversation, renameConversation } from '../api/conversations.js';
import { conversationsQuery } from '../api/queries.js';
import type { ConversationSummary } from '../api/types.js';
import { MoreIcon } from '../icons/icons.js';
import { useEnterToSend } from '../input/useEnterToSend.js';
import classes from './Rail.module.css';
import forms from './forms.module.css';
import { useShellText } from './text.js';

/** A conversation in the rail, with a menu to rename or delete it. */
export function ConversationItem({ conversation, onLeave }: { conversation: ConversationSummary; onLeave(): void }) {
  const text = useShellText();
  const current = useParams({ strict: false }).conversation;
  const [dialog, setDialog] = useState<'rename' | 'remove' | null>(null);
  const active = current === conversation.id;
  const title = conversation.title || text.untitled;
  return (
    <li className={classes.item} data-active={active || undefined}>
      <Link
        to="/c/$conversation"
        params={{ conversation: conversation.id }}
        className={classes.title}
        title={title}
        aria-current={active ? 'page' : undefined}
        onClick={onLeave}
      >
        {title}
      </Link>
      <Menu position="bottom-end" withinPortal portalProps={{ target: '#rail' }}>
        <Menu.Target>
          <button type="button" className={classes.more} aria-label={text.conversationMenu(title)}>
            <MoreIcon size={18} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('rename')}>{text.rename}</Menu.Item>
          <Menu.Item onClick={() => setDialog('remove')}>{text.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={dialog !== null}
        onClose={() => setDialog(null)}
        title={dialog === 'remove' ? text.removeTitle : text.rename}
        lockScroll={false}
        closeButtonProps={{ 'aria-label': text.close }}
      >
        {dialog === 'rename' && <Rename conversation={conversation} onDone={() => setDialog(null)} />}
        {dialog === 'remove' && <Remove conversation={conversation} active={active} onDone={() => setDialog(null)} />}
      </Modal>
    </li>
  );
}

function Rename({ conversation, onDone }: { conversation: ConversationSummary; onDone(): void }) {
  const text = useShellText();
  const queries = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const rename = useMutation({
    mutationFn: (title: string) => renameConversation(conversation.id, title),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: conversationsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ['conversation', conversation.id] });
      onDone();
    },
  });
  const save = (title: string) => title.trim() && rename.mutate(title.trim());
  useEnterToSend(field, save);
  return (
    <div className={forms.form}>
      <TextInput
        ref={field}
        label={text.renameLabel}
        defaultValue={conversation.title}
        maxLength={200}
        data-autofocus
      />
      {rename.error && <p role="alert">{rename.error.message}</p>}
      <div className={forms.buttons}>
        <Button variant="default" onClick={onDone}>
          {text.cancel}
        </Button>
        <Button loading={rename.isPending} onClick={() => save(field.current?.value ?? '')}>
          {text.save}
        </Button>
      </div>
    </div>
  );
}

function Remove({
  conversation,
  active,
  onDone,
}: {
  conversation: ConversationSummary;
  active: boolean;
  onDone(): void;
}) {
  const text = useShellText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteConversation(conversation.id),
    onSuccess: async () => {
      onDone();
      if (active) await navigate({ to: '/' });
      await queries.invalidateQueries({ queryKey: conversationsQuery.queryKey });
    },
  });
  return (
    <div className={forms.form}>
      <p>{text.removeText}</p>
      {remove.error && <p role="alert">{remove.error.message}</p>}
      <div className={forms.buttons}>
        <Button variant="default" data-autofocus onClick={onDone}>
          {text.cancel}
        </Button>
        <Button loading={remove.isPending} className={forms.danger ?? ''} onClick={() => remove.mutate()}>
          {text.remove}
        </Button>
      </div>
    </div>
  );
}
