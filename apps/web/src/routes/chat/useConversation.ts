import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { conversationQuery, conversationsQuery } from '../../api/queries.js';
import type { AskRequest, Conversation } from '../../api/types.js';
import { useLanguage } from '../../words/language.js';
import { isFinished } from './answerProgress.js';
import { conversationOf } from './answerRuns.js';
import { answerRuns } from './runs.js';
import { type Turn, turnsOf } from './turn.js';

/** A conversation as the page shows it, and what one can do in it. */
export interface ConversationState {
  id: string | null;
  title: string | null;
  stored: Conversation | undefined;
  turns: Turn[];
  isLoading: boolean;
  error: Error | null;
  refetch(): void;
  /** The question that is being answered, if any. */
  working: Turn | null;
  ask(ask: AskRequest): string;
  stop(): void;
}

const noAnswers: Conversation['answers'] = [];

/** The open conversation: stored answers and those being written, resumed when some were found running. */
export function useConversation(): ConversationState {
  const { language } = useLanguage();
  const id = useParams({ strict: false }).conversation ?? null;
  const runs = useSyncExternalStore(answerRuns.subscribe, answerRuns.snapshot);
  const stored = useQuery({ ...conversationQuery(id ?? ''), enabled: id !== null });
  const answers = (id === null ? undefined : stored.data?.answers) ?? noAnswers;
  const turns = useMemo(() => turnsOf(id, answers, runs, language), [id, answers, runs, language]);

  useEffect(() => {
    for (const answer of answers) if (answer.status === 'RUNNING') answerRuns.resume(answer);
  }, [answers]);

  const asked = useFollowNewConversation(id);
  useRefreshLists();

  return {
    id,
    title: (id === null ? null : stored.data?.title) || turns[0]?.question || null,
    stored: id === null ? undefined : stored.data,
    turns,
    isLoading: id !== null && stored.isPending && turns.length === 0,
    error: id === null ? null : stored.error,
    refetch: () => void stored.refetch(),
    working: turns.findLast((turn) => turn.phase !== 'done' && turn.phase !== 'failed') ?? null,
    ask: (ask) => {
      const key = answerRuns.ask({ ...ask, ...(id === null ? {} : { conversationId: id }) });
      if (id === null) asked.current = key;
      return key;
    },
    stop: () => {
      const running = turns.findLast(
        (turn) => turn.runKey !== null && turn.phase !== 'done' && turn.phase !== 'failed',
      );
      if (running?.runKey) void answerRuns.cancel(running.runKey);
    },
  };
}

/** Once the server has named the conversation that the first question opened, the address names it too. */
function useFollowNewConversation(id: string | null) {
  const asked = useRef<string | null>(null);
  const navigate = useNavigate();
  useEffect(() => {
    if (id !== null) {
      asked.current = null;
      return undefined;
    }
    // What failed before the server knew of it belongs to the empty page only while the reader stays there.
    const leftovers = answerRuns.snapshot().filter((run) => conversationOf(run) === null && isFinished(run.progress));
    for (const run of leftovers) answerRuns.remove(run.key);
    return answerRuns.subscribe(() => {
      const run = answerRuns.snapshot().find((one) => one.key === asked.current);
      const conversation = run?.progress.conversationId;
      if (!conversation) return;
      asked.current = null;
      void navigate({ to: '/c/$conversation', params: { conversation }, replace: true });
    });
  }, [id, navigate]);
  return asked;
}

/** The rail's list, and the stored conversation, are read anew when an answer has begun or ended. */
function useRefreshLists(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const seen = new Map<string, string>();
    return answerRuns.subscribe(() => {
      for (const run of answerRuns.snapshot()) {
        const conversation = conversationOf(run);
        const state = `${run.progress.conversationId} ${isFinished(run.progress)}`;
        if (!conversation || seen.get(run.key) === state) continue;
        seen.set(run.key, state);
        void queries.invalidateQueries({ queryKey: conversationsQuery.queryKey });
        if (isFinished(run.progress)) void queries.invalidateQueries({ queryKey: ['conversation', conversation] });
      }
    });
  }, [queries]);
}
