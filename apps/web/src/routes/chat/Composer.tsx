import { Menu } from '@mantine/core';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { Language } from '../../api/types.js';
import { ArrowUpIcon, GlobeIcon, StopIcon } from '../../icons/icons.js';
import { useEnterToSend } from '../../input/useEnterToSend.js';
import { formatCount, nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import classes from './Composer.module.css';
import { draftOf, keepDraft, longestQuestion } from './draft.js';
import { useChatText } from './text.js';
import type { AskOptions } from './useAskOptions.js';

export interface ComposerHandle {
  focus(): void;
  /** Puts a question into the box, to be edited and sent. */
  put(question: string): void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  conversation: string | null;
  options: AskOptions;
  working: boolean;
  lastQuestion: string | null;
  onSend(question: string): void;
  onStop(): void;
}

/** Where one writes. Enter sends, also at the end of a Korean sentence; while an answer is written the button stops it. */
export function Composer({ ref, conversation, options, working, lastQuestion, onSend, onStop }: ComposerProps) {
  const text = useChatText();
  const { language } = useLanguage();
  const field = useRef<HTMLTextAreaElement>(null);
  const { written, setWritten } = useDraft(conversation, working);
  const tooLong = written.length > longestQuestion;

  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    put: (question) => {
      setWritten(question);
      field.current?.focus();
    },
  }));
  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [written]);

  const send = (raw: string) => {
    const question = raw.trim();
    if (!question || question.length > longestQuestion || working) return;
    setWritten('');
    onSend(question);
  };
  useEnterToSend(field, send);

  return (
    <div className={classes.dock} data-region="composer">
      <div className={classes.composer} data-too-long={tooLong || undefined}>
        <textarea
          ref={field}
          className={classes.field}
          rows={1}
          aria-label={text.composer}
          aria-describedby={tooLong ? 'too-long' : undefined}
          placeholder={text.placeholder(options.expert && nameIn(options.expert.name, language))}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.code !== 'ArrowUp' || written !== '' || lastQuestion === null || event.nativeEvent.isComposing)
              return;
            event.preventDefault();
            setWritten(lastQuestion);
          }}
        />
        <div className={classes.bar}>
          <AnswerLanguage options={options} />
          {working ? (
            <button type="button" className={classes.send} aria-label={text.stop} onClick={onStop}>
              <StopIcon size={22} />
            </button>
          ) : (
            <button
              type="button"
              className={classes.send}
              aria-label={text.send}
              disabled={written.trim() === '' || tooLong}
              onClick={() => send(field.current?.value ?? '')}
            >
              <ArrowUpIcon size={18} />
            </button>
          )}
        </div>
      </div>
      {tooLong && (
        <p className={classes.tooLong} id="too-long" role="alert">
          {text.tooLong(formatCount(longestQuestion))}
        </p>
      )}
      <p className={classes.footer}>{text.footer}</p>
    </div>
  );
}

/** What is being written, kept for each conversation on this device. */
function useDraft(conversation: string | null, working: boolean) {
  const [draft, setDraft] = useState({ conversation, written: draftOf(conversation) });
  if (draft.conversation !== conversation) {
    // The first question has just been given its conversation: what is written meanwhile goes along.
    const goesAlong = draft.conversation === null && working;
    setDraft({ conversation, written: goesAlong ? draft.written : draftOf(conversation) });
    if (goesAlong) keepDraft(null, '');
  }
  useEffect(() => {
    const timer = setTimeout(() => keepDraft(draft.conversation, draft.written), draft.written === '' ? 0 : 500);
    return () => clearTimeout(timer);
  }, [draft]);
  return { written: draft.written, setWritten: (written: string) => setDraft({ conversation, written }) };
}

function AnswerLanguage({ options }: { options: AskOptions }) {
  const text = useChatText();
  const name = text.answerLanguages[options.language];
  return (
    <Menu position="top-start">
      <Menu.Target>
        <button type="button" className={classes.language}>
          <GlobeIcon size={18} />
          {text.chooseAnswerLanguage(name)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={options.language} onChange={(value) => options.setLanguage(value as Language | 'auto')}>
          <Menu.Label>{text.answerLanguage}</Menu.Label>
          {(['auto', 'ko', 'en'] as const).map((value) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick lang={value === 'auto' ? undefined : value}>
              {text.answerLanguages[value]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
