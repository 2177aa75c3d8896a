import { Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { conversationsQuery } from '../api/queries.js';
import { SearchIcon } from '../icons/icons.js';
import { matchesTitle } from '../words/matchesTitle.js';
import classes from './FindConversation.module.css';
import { useShellText } from './text.js';

const mostShown = 30;

/** ⌘K: conversations by title; arrow keys move through what was found. */
export function FindConversation({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const text = useShellText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text.find}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <Finder onClose={onClose} />
    </Modal>
  );
}

function Finder({ onClose }: { onClose(): void }) {
  const text = useShellText();
  const [query, setQuery] = useState('');
  const { data = [] } = useQuery(conversationsQuery);
  const list = useRef<HTMLUListElement>(null);
  const found = data.filter((conversation) => matchesTitle(conversation.title, query)).slice(0, mostShown);
  const move = (event: React.KeyboardEvent, step: 1 | -1) => {
    event.preventDefault();
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const now = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.min(links.length - 1, Math.max(0, now + step))]?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.code === 'ArrowDown') move(event, 1);
    if (event.code === 'ArrowUp') move(event, -1);
  };
  return (
    <div onKeyDown={onKeyDown}>
      <TextInput
        data-autofocus
        aria-label={text.find}
        placeholder={text.findPlaceholder}
        leftSection={<SearchIcon size={18} />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <p className={classes.hint} role="status">
        {found.length === 0 && query ? text.findNothing(query) : text.findHint}
      </p>
      <ul className={classes.list} ref={list}>
        {found.map((conversation) => (
          <li key={conversation.id}>
            <Link
              to="/c/$conversation"
              params={{ conversation: conversation.id }}
              className={classes.link}
              onClick={onClose}
            >
              {conversation.title || text.untitled}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
