import { Button, TextInput, Tooltip } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { sendFeedback } from '../../api/answers.js';
import type { Answer, FeedbackWord } from '../../api/types.js';
import { CheckIcon, CopyIcon, MissingIcon, ThumbDownIcon, ThumbUpIcon, WhyIcon } from '../../icons/icons.js';
import { useEnterToSend } from '../../input/useEnterToSend.js';
import classes from './AnswerActions.module.css';
import { placeName } from './place.js';
import { textWithSources } from './sources.js';
import { useChatText } from './text.js';

interface AnswerActionsProps {
  answer: Answer;
  why: boolean;
  onWhy(): void;
  whyId: string;
}

const words: { word: FeedbackWord; icon: ReactNode }[] = [
  { word: 'right', icon: <ThumbUpIcon /> },
  { word: 'wrong', icon: <ThumbDownIcon /> },
  { word: 'missing', icon: <MissingIcon /> },
];

/** Below an answer: copy it, judge it, ask why. */
export function AnswerActions({ answer, why, onWhy, whyId }: AnswerActionsProps) {
  const text = useChatText();
  const [given, setGiven] = useState<FeedbackWord | null>(null);
  const judge = useMutation({
    mutationFn: (word: FeedbackWord) => sendFeedback(answer.id, word),
    onSuccess: (_nothing, word) => setGiven(word),
  });
  return (
    <>
      <div className={classes.actions} role="group" aria-label={text.actions}>
        <CopyButton answer={answer} />
        {words.map(({ word, icon }) => (
          <Tooltip key={word} label={text.feedback[word]}>
            <button
              type="button"
              className={classes.action}
              aria-label={text.feedback[word]}
              aria-pressed={given === word}
              onClick={() => judge.mutate(word)}
            >
              {icon}
            </button>
          </Tooltip>
        ))}
        <Tooltip label={text.why}>
          <button
            type="button"
            className={classes.action}
            aria-label={text.why}
            aria-expanded={why}
            aria-controls={why ? whyId : undefined}
            onClick={onWhy}
          >
            <WhyIcon />
          </button>
        </Tooltip>
      </div>
      {judge.error && <p role="alert">{judge.error.message}</p>}
      {given && <Comment answerId={answer.id} word={given} />}
    </>
  );
}

function CopyButton({ answer }: { answer: Answer }) {
  const text = useChatText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const sourced = textWithSources(
      answer.sentences,
      ({ citation }) => `${citation.title} ${placeName(citation, text)}`,
    );
    await navigator.clipboard.writeText(answer.sentences.length > 0 ? sourced : answer.text);
    setCopied(true);
  };
  const label = copied ? text.copied : text.copy;
  return (
    <Tooltip label={label}>
      <button type="button" className={classes.action} aria-label={label} onClick={() => void copy()}>
        {copied ? <CheckIcon /> : <CopyIcon />}
      </button>
    </Tooltip>
  );
}

/** Thanks in place, who reads it, and room for a word more. */
function Comment({ answerId, word }: { answerId: string; word: FeedbackWord }) {
  const text = useChatText();
  const field = useRef<HTMLInputElement>(null);
  const add = useMutation({ mutationFn: (comment: string) => sendFeedback(answerId, word, comment) });
  const send = (comment: string) => comment.trim() && add.mutate(comment.trim());
  useEnterToSend(field, send);
  return (
    <div className={classes.feedback}>
      <p role="status">{text.thanks}</p>
      {!add.isSuccess && (
        <div className={classes.comment}>
          <TextInput
            ref={field}
            className={classes.field}
            aria-label={text.comment}
            placeholder={text.comment}
            maxLength={1000}
          />
          <Button variant="default" loading={add.isPending} onClick={() => send(field.current?.value ?? '')}>
            {text.sendComment}
          </Button>
        </div>
      )}
      {add.error && <p role="alert">{add.error.message}</p>}
    </div>
  );
}
