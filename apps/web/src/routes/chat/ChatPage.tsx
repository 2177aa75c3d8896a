import { useRef } from 'react';
import { usePageTitle } from '../../app/usePageTitle.js';
import { SourceDock } from '../../source/SourceDock.js';
import { useSource } from '../../source/useSource.js';
import { Announcer } from './Announcer.js';
import { ChatHeader } from './ChatHeader.js';
import classes from './ChatPage.module.css';
import { Composer, type ComposerHandle } from './Composer.js';
import { answerRuns } from './runs.js';
import { useChatText } from './text.js';
import { Thread } from './Thread.js';
import type { Turn } from './turn.js';
import { useAskOptions } from './useAskOptions.js';
import { useConversation } from './useConversation.js';
import { useEscape } from './useEscape.js';
import { Welcome } from './Welcome.js';

/** A conversation with an expert: thread, composer, and the open source beside them. */
export function ChatPage() {
  const text = useChatText();
  const conversation = useConversation();
  const storedExpert = conversation.id === null ? undefined : conversation.stored?.expertKey;
  const options = useAskOptions(conversation.id, storedExpert);
  const composer = useRef<ComposerHandle>(null);
  const source = useSource();
  const title = conversation.title ?? text.newChat;
  usePageTitle(title);
  useEscape(source.link !== null, source.close, conversation.working !== null, conversation.stop);

  const ask = (question: string, everywhere = false) => {
    conversation.ask({ ...(everywhere ? {} : options.request), question });
    composer.current?.focus();
  };
  const retry = (turn: Turn) => {
    if (turn.runKey) answerRuns.remove(turn.runKey);
    ask(turn.question);
  };
  const edit = (turn: Turn) => {
    if (turn.phase === 'failed' && turn.runKey) answerRuns.remove(turn.runKey);
    composer.current?.put(turn.question);
  };
  const isEmpty = conversation.id === null && conversation.turns.length === 0;
  return (
    <div className={classes.page}>
      <main className={classes.chat} id="main" tabIndex={-1}>
        <ChatHeader title={title} options={options} />
        {isEmpty ? (
          <Welcome options={options} onAsk={ask} />
        ) : (
          <Thread
            conversation={conversation}
            onRetry={retry}
            onEdit={edit}
            onAskEverywhere={(turn) => ask(turn.question, true)}
          />
        )}
        <Composer
          ref={composer}
          conversation={conversation.id}
          options={options}
          working={conversation.working !== null}
          lastQuestion={conversation.turns.at(-1)?.question ?? null}
          onSend={ask}
          onStop={conversation.stop}
        />
        <Announcer turn={conversation.turns.at(-1) ?? null} />
      </main>
      <SourceDock />
    </div>
  );
}
