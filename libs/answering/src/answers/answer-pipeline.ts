import { detectLanguage, matchGlossary, type GlossaryEntry, type GlossaryMatch } from '@onggi/language';
import type { Language, LocalizedText } from '@onggi/platform';
import type { ChatModel } from '@onggi/models';
import type { Passage, SearchFilters, SearchService, SearchTimings } from '@onggi/retrieval';
import type { TenantContext, TenantDb } from '@onggi/tenancy';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { sentencesOf } from '../evidence/passage-sentences.js';
import { rankSentences } from '../evidence/rank-sentences.js';
import { selectEvidence } from '../evidence/select-evidence.js';
import { promptBudget, type PromptParts } from '../reading/prompt-parts.js';
import { readOneByOne } from '../reading/read-one-by-one.js';
import { readTogether } from '../reading/read-together.js';
import { readSources } from '../sources/source-reader.js';
import { AnswerComposer, type ComposedSentence, type CompositionListener } from '../writing/answer-composer.js';
import { standAloneQuestion, type StandAloneQuestion } from '../asking/stand-alone.js';
import type { AnswerTimings, AnswerUsage, Searched, StepName } from './answer.js';

/** A question, ready to be answered. */
export interface PipelineRequest {
  question: string;
  /** The question before it in its conversation, as it was searched; undefined for the first. */
  earlier?: string;
  language: Language;
  /** Ids of the corpora to search; undefined: all. */
  corpora: readonly string[] | undefined;
  filters?: SearchFilters;
  glossary: readonly GlossaryEntry[];
  persona: LocalizedText;
}

/** Hears what happens as it happens. */
export interface PipelineListener extends CompositionListener {
  step(name: StepName, counts?: { corpora?: number; passages?: number }): void;
  passages(passages: readonly Passage[]): void;
}

/** How an answer came out. */
export interface PipelineOutcome {
  status: 'GENERATED' | 'EXTRACTIVE' | 'ABSTAINED';
  passages: readonly Passage[];
  sentences: readonly ComposedSentence[];
  dropped: number;
  model: string | null;
  usage: AnswerUsage;
  timings: AnswerTimings;
  searched: Pick<Searched, 'question' | 'understood'>;
}

/** Passages from which evidence is chosen, of one document at most four. */
const passagesSearched = 12;
const passagesOfDocument = 4;
/** Passages that are shown. */
const passagesShown = 8;
/** Prompt tokens of evidence that a large model reads at once. */
const evidenceTokens = 2_400;

/** Question → passages → evidence → gate → writing, each sentence verified. Holds no transaction while a model works. */
export class AnswerPipeline {
  constructor(
    private readonly database: TenantDb,
    private readonly search: SearchService,
    private readonly model: ChatModel,
  ) {}

  /**
   * @throws ModelUnavailableError, ModelBusyError, ModelReplyError when the question can't be embedded or the gate can't be asked
   * @throws the signal's reason when aborted
   */
  async run(
    context: TenantContext,
    request: PipelineRequest,
    listener: PipelineListener,
    signal: AbortSignal,
  ): Promise<PipelineOutcome> {
    const clock = new PipelineClock();
    const { corpora, glossary, filters } = request;
    listener.step('searching', corpora && { corpora: corpora.length });
    const standAlone = await this.standAlone(context, request, signal);
    const query = standAlone?.question ?? request.question;
    const found = await this.search.search(
      context,
      {
        query,
        corpora,
        first: passagesSearched,
        perDocument: passagesOfDocument,
        glossary,
        filters,
        purpose: 'answer',
      },
      signal,
    );
    clock.searched(found.timings);
    const { question, language } = asMeant({ ...request, question: query }, found.repairedQuery);
    const shown = found.passages.slice(0, passagesShown);
    listener.passages(shown);
    listener.step('reading', { passages: found.passages.length });
    const budget = promptBudget(question, this.model.contextTokens, evidenceTokens);
    const terms = matchGlossary(question, glossary);
    const evidence = await this.gather(context, found.passages, question, terms, budget.evidenceTokens);
    const outcome = {
      passages: shown,
      sentences: [],
      dropped: 0,
      model: null,
      usage: standAlone?.usage ?? noUsage(),
      searched: {
        ...(question !== request.question && { question }),
        ...(found.understood && { understood: found.understood }),
      },
    };
    if (evidence.length === 0) return { ...outcome, status: 'ABSTAINED', timings: clock.stop() };
    const parts: PromptParts = {
      question: budget.question,
      language,
      evidence,
      terms,
      persona: request.persona[language],
    };
    listener.step('checking', { passages: new Set(evidence.map(({ passage }) => passage.chunkId)).size });
    const read = this.model.writesProse ? readTogether : readOneByOne;
    const reading = await clock.time('gateMs', () => read(this.model, context.tenant, parts, signal));
    const gated = { ...outcome, model: reading.model, usage: sum(outcome.usage, reading.usage) };
    if (!reading.answerable) return { ...gated, status: 'ABSTAINED', timings: clock.stop() };
    listener.step('writing');
    const proven: PromptParts = { ...parts, evidence: reading.evidence };
    const composer = new AnswerComposer(this.model, context.tenant, proven, glossary, clock.watchFirst(listener));
    const composition = await clock.time('writeMs', () => composer.compose(signal));
    const { sentences, dropped, usage } = composition;
    return {
      ...gated,
      status: statusOf(sentences),
      sentences,
      dropped,
      usage: sum(gated.usage, usage),
      timings: { ...clock.stop(), verifyMs: Math.round(composition.verifyMs) },
    };
  }

  private async standAlone(
    { tenant }: TenantContext,
    { question, earlier }: PipelineRequest,
    signal: AbortSignal,
  ): Promise<StandAloneQuestion | undefined> {
    return earlier === undefined ? undefined : standAloneQuestion(this.model, tenant, { question, earlier }, signal);
  }

  private async gather(
    context: TenantContext,
    passages: readonly Passage[],
    question: string,
    terms: readonly GlossaryMatch[],
    tokenBudget: number,
  ): Promise<EvidenceSentence[]> {
    const versions = passages.map(({ versionId }) => versionId);
    const sources = await this.database.run(context, (transaction) => readSources(transaction, versions));
    const sentences = passages.map((passage) => {
      const source = sources.get(passage.versionId);
      return source ? sentencesOf(passage, source) : [];
    });
    const equivalents = terms.flatMap(({ equivalents: { ko, en } }) => [...ko, ...en]);
    return this.model.writesProse
      ? selectEvidence(sentences, question, equivalents, tokenBudget)
      : rankSentences(sentences, question, equivalents);
  }
}

/** The question as it was found to be meant: typed with the keyboard in English, it was taken for English. */
function asMeant(
  request: PipelineRequest,
  repaired: string | undefined,
): Pick<PipelineRequest, 'question' | 'language'> {
  return repaired === undefined ? request : { question: repaired, language: detectLanguage(repaired) };
}

function statusOf(sentences: readonly ComposedSentence[]): PipelineOutcome['status'] {
  if (sentences.length === 0) return 'ABSTAINED';
  return sentences.some(({ verdict }) => verdict === 'supported') ? 'GENERATED' : 'EXTRACTIVE';
}

function sum(left: AnswerUsage, right: AnswerUsage): AnswerUsage {
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    completionTokens: left.completionTokens + right.completionTokens,
  };
}

const noUsage = (): AnswerUsage => ({ promptTokens: 0, completionTokens: 0 });

/** Times of one answer. */
class PipelineClock {
  private readonly began = performance.now();
  private readonly timings: AnswerTimings = {
    totalMs: 0,
    embedMs: 0,
    searchMs: 0,
    gateMs: 0,
    writeMs: 0,
    verifyMs: 0,
    firstSentenceMs: null,
  };

  /** Reranking is part of the search. */
  searched({ embedMs, searchMs, rerankMs }: SearchTimings): void {
    Object.assign(this.timings, { embedMs, searchMs: searchMs + rerankMs });
  }

  async time<Result>(part: 'gateMs' | 'writeMs', work: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await work();
    this.timings[part] = Math.round(performance.now() - began);
    return result;
  }

  /** Notes when the first sentence may be shown. */
  watchFirst(listener: CompositionListener): CompositionListener {
    return {
      delta: (index, text) => listener.delta(index, text),
      dropped: (count) => listener.dropped(count),
      sentence: (index, sentence) => {
        this.timings.firstSentenceMs ??= Math.round(performance.now() - this.began);
        listener.sentence(index, sentence);
      },
    };
  }

  stop(): AnswerTimings {
    return { ...this.timings, totalMs: Math.round(performance.now() - this.began) };
  }
}
