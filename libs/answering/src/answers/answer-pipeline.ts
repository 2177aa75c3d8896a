import { detectLanguage, type GlossaryEntry } from '@onggi/language';
import type { Language, LocalizedText } from '@onggi/platform';
import type { ChatModel } from '@onggi/models';
import type { Passage, SearchFilters, SearchRequest, SearchService } from '@onggi/retrieval';
import type { TenantContext, TenantDb } from '@onggi/tenancy';
import { MultiQuery, type MultiQuerySetting } from '../asking/multi-query.js';
import { standAloneQuestion, type StandAloneQuestion } from '../asking/stand-alone.js';
import { EvidenceReader, type ReadEvidence } from '../reading/evidence-reader.js';
import { AnswerComposer, type ComposedSentence, type CompositionListener } from '../writing/answer-composer.js';
import type { AnswerTimings, AnswerUsage, Searched, StepName } from './answer.js';
import { PipelineClock } from './pipeline-clock.js';

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
  searched: Pick<Searched, 'question' | 'variants' | 'understood'>;
}

/** Passages from which evidence is chosen, of one document at most four. */
const passagesSearched = 12;
const passagesOfDocument = 4;
/** Passages that are shown. */
const passagesShown = 8;

/** One answer on its way. */
interface Work {
  context: TenantContext;
  request: PipelineRequest;
  listener: PipelineListener;
  clock: PipelineClock;
  signal: AbortSignal;
}

/** The question as it is meant, and what was found for it. */
interface Found {
  question: string;
  language: Language;
  passages: readonly Passage[];
  searched: PipelineOutcome['searched'];
  usage: AnswerUsage;
}

type Read = Found & ReadEvidence;

/** Question → passages → evidence → gate → writing, each sentence verified. Holds no transaction while a model works. */
export class AnswerPipeline {
  private readonly multiQuery: MultiQuery;
  private readonly reader: EvidenceReader;

  constructor(
    database: TenantDb,
    private readonly search: SearchService,
    private readonly model: ChatModel,
    multiQuery: MultiQuerySetting,
  ) {
    this.multiQuery = new MultiQuery(search, model, multiQuery);
    this.reader = new EvidenceReader(database, model);
  }

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
    const work: Work = { context, request, listener, signal, clock: new PipelineClock() };
    const first = await this.read(work, await this.find(work));
    const read = first.reading.answerable ? first : await this.readFurther(work, first);
    return read.reading.answerable ? this.write(work, read) : { ...unwritten(read), timings: work.clock.stop() };
  }

  private async find(work: Work): Promise<Found> {
    const { context, request, listener, clock, signal } = work;
    listener.step('searching', request.corpora && { corpora: request.corpora.length });
    const standAlone = await this.standAlone(work);
    const query = standAlone?.question ?? request.question;
    const found = await this.search.search(context, searchFor(request, query), signal);
    clock.searched(found.timings);
    const { question, language } = asMeant({ ...request, question: query }, found.repairedQuery);
    const searched = {
      ...(question !== request.question && { question }),
      ...(found.understood && { understood: found.understood }),
    };
    return { question, language, passages: found.passages, searched, usage: standAlone?.usage ?? noUsage };
  }

  private async standAlone({ context, request, signal }: Work): Promise<StandAloneQuestion | undefined> {
    const { question, earlier } = request;
    return earlier === undefined
      ? undefined
      : standAloneQuestion(this.model, context.tenant, { question, earlier }, signal);
  }

  /** @param found its variants, if any, say in other words what evidence is looked for */
  private async read({ context, request, listener, clock, signal }: Work, found: Found): Promise<Read> {
    const { question, language, passages, searched } = found;
    listener.passages(passages.slice(0, passagesShown));
    listener.step('reading', { passages: passages.length });
    const { glossary, persona } = request;
    const asked = { question, language, glossary, persona: persona[language], variants: searched.variants ?? [] };
    const parts = await this.reader.gather(context, asked, passages);
    if (parts.evidence.length > 0) {
      listener.step('checking', { passages: new Set(parts.evidence.map(({ passage }) => passage.chunkId)).size });
    }
    const reading = await clock.time('gateMs', () => this.reader.read(context, parts, signal));
    return { ...found, parts, reading, usage: sum(found.usage, reading.usage) };
  }

  /** Before it abstains, once: what the question's variants find is read as well. */
  private async readFurther(work: Work, first: Read): Promise<Read> {
    if (!this.multiQuery.isWanted) return first;
    const { context, request, listener, clock, signal } = work;
    listener.step('searching', request.corpora && { corpora: request.corpora.length });
    const search = searchFor(request, first.question);
    const { variants, passages, isNew, usage } = await clock.time('variantsMs', () =>
      this.multiQuery.further(context, search, first.passages, signal),
    );
    const searched = { ...first.searched, ...(variants.length > 0 && { variants }) };
    const further = { ...first, searched, usage: sum(first.usage, usage) };
    return isNew ? this.read(work, { ...further, passages }) : further;
  }

  private async write({ context, request, listener, clock, signal }: Work, read: Read): Promise<PipelineOutcome> {
    listener.step('writing');
    const proven = { ...read.parts, evidence: read.reading.evidence };
    const heard = clock.watchFirst(listener);
    const composer = new AnswerComposer(this.model, context.tenant, proven, request.glossary, heard);
    const { sentences, dropped, usage, verifyMs } = await clock.time('writeMs', () => composer.compose(signal));
    return {
      ...unwritten(read),
      status: statusOf(sentences),
      sentences,
      dropped,
      usage: sum(read.usage, usage),
      timings: { ...clock.stop(), verifyMs: Math.round(verifyMs) },
    };
  }
}

function searchFor({ corpora, glossary, filters }: PipelineRequest, query: string): SearchRequest {
  const [first, perDocument] = [passagesSearched, passagesOfDocument];
  return { query, corpora, first, perDocument, glossary, filters, purpose: 'answer' };
}

/** The question as it was found to be meant: typed with the keyboard in English, it was taken for English. */
function asMeant(
  request: PipelineRequest,
  repaired: string | undefined,
): Pick<PipelineRequest, 'question' | 'language'> {
  return repaired === undefined ? request : { question: repaired, language: detectLanguage(repaired) };
}

function unwritten({ passages, searched, usage, reading }: Read): Omit<PipelineOutcome, 'timings'> {
  const shown = passages.slice(0, passagesShown);
  return { status: 'ABSTAINED', passages: shown, sentences: [], dropped: 0, model: reading.model, usage, searched };
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

const noUsage: AnswerUsage = { promptTokens: 0, completionTokens: 0 };
