import { matchGlossary, type GlossaryEntry } from '@onggi/language';
import type { Language } from '@onggi/platform';
import type { ChatModel } from '@onggi/models';
import type { Passage } from '@onggi/retrieval';
import type { TenantContext, TenantDb } from '@onggi/tenancy';
import { sentencesOf } from '../evidence/passage-sentences.js';
import { rankSentences } from '../evidence/rank-sentences.js';
import { selectEvidence } from '../evidence/select-evidence.js';
import { readSources } from '../sources/source-reader.js';
import { promptBudget, type PromptParts } from './prompt-parts.js';
import { readOneByOne } from './read-one-by-one.js';
import { readTogether } from './read-together.js';
import type { Reading } from './reading.js';

/** A question as it is read. */
export interface AskedQuestion {
  question: string;
  /** Language of the answer. */
  language: Language;
  glossary: readonly GlossaryEntry[];
  /** In the language of the answer. */
  persona: string;
  /** The same in other words; sentences that share these are looked at as well. */
  variants: readonly string[];
}

/** Evidence, and whether it answers. */
export interface ReadEvidence {
  parts: PromptParts;
  reading: Reading;
}

/** Prompt tokens of evidence that a large model reads at once. */
const evidenceTokens = 2_400;
const nothingRead: Reading = {
  answerable: false,
  evidence: [],
  model: null,
  usage: { promptTokens: 0, completionTokens: 0 },
};

/** Takes sentences out of passages and has the model judge whether they answer. */
export class EvidenceReader {
  constructor(
    private readonly database: TenantDb,
    private readonly model: ChatModel,
  ) {}

  /** The sentences worth reading, with the question as far as the prompt has room for it. */
  async gather(context: TenantContext, asked: AskedQuestion, passages: readonly Passage[]): Promise<PromptParts> {
    const { question, language, persona, variants } = asked;
    const budget = promptBudget(question, this.model.contextTokens, evidenceTokens);
    const terms = matchGlossary(question, asked.glossary);
    const versions = passages.map(({ versionId }) => versionId);
    const sources = await this.database.run(context, (transaction) => readSources(transaction, versions));
    const sentences = passages.map((passage) => {
      const source = sources.get(passage.versionId);
      return source ? sentencesOf(passage, source) : [];
    });
    const equivalents = [...terms.flatMap(({ equivalents: { ko, en } }) => [...ko, ...en]), ...variants];
    const evidence = this.model.writesProse
      ? selectEvidence(sentences, question, equivalents, budget.evidenceTokens)
      : rankSentences(sentences, question, equivalents);
    return { question: budget.question, language, evidence, terms, persona };
  }

  /** @throws ModelUnavailableError, ModelBusyError, ModelReplyError; the signal's reason when aborted */
  async read({ tenant }: TenantContext, parts: PromptParts, signal: AbortSignal): Promise<Reading> {
    if (parts.evidence.length === 0) return nothingRead;
    return this.model.writesProse
      ? readTogether(this.model, tenant, parts, signal)
      : readOneByOne(this.model, tenant, parts, signal);
  }
}
