import { Template } from '@huggingface/jinja';
import {
  LlamaGrammarEvaluationState,
  type Llama,
  type LlamaContextSequence,
  type LlamaGrammar,
  type LlamaModel,
  type SequenceEvaluateOptions,
  type Token,
} from 'node-llama-cpp';
import type { ChatFailure, ChatJob, ChatOutput, ChatResult, ChoiceProbability } from './chat-job.js';
import { renderPrompt } from './chat-template.js';
import { choiceGrammar } from './choice-grammar.js';
import { compactJsonGrammar } from './compact-json-grammar.js';
import { TextStream } from './text-stream.js';

/**
 * Tokens evaluated at a time. The products round differently with the number of tokens that go through them together: a
 * choice at .60 became .63 when its prompt was cut elsewhere. So a prompt is cut at the multiples of this, whatever is
 * evaluated already, and only whole portions are kept: the same prompt gives the same text after any other. Small, as
 * what is shared is rounded down to it; 5 % slower than 128. Between two portions a cancelled job ends.
 */
export const promptPortion = 16;

/** A job that can't be done, with the reason for the caller. */
export class ChatJobError extends Error {
  constructor(readonly failure: ChatFailure) {
    super(failure.kind);
  }
}

/** Hears how a generation goes, and says whether anyone still wants it. */
export interface GenerationListener {
  /** The prompt fits and is being evaluated, which may take minutes. */
  onStarted(): void;
  onText(text: string): void;
  isCancelled(): boolean;
}

interface EvaluatedPrompt {
  tokens: Token[];
  cachedTokens: number;
  /** The prompt's last token, not yet evaluated: generation begins with it. */
  last: Token;
  promptMs: number;
  maximumTokens: number;
}

/**
 * Generates on one sequence whose state it keeps: a prompt that begins like the one before is only evaluated from
 * where it differs, if both are of one tenant. (The gate and the answer to one question share thousands of tokens at 50 tokens a second.)
 */
export class ChatGenerator {
  private readonly template: Template;
  /** Of the call whose state is there. */
  private stateSalt: string | undefined;
  /** Tokens at the beginning of the state that were evaluated in whole portions: what another prompt may build on. */
  private wholeTokens = 0;

  constructor(
    private readonly llama: Llama,
    private readonly model: LlamaModel,
    private readonly sequence: LlamaContextSequence,
  ) {
    this.template = new Template(model.fileInfo.metadata.tokenizer.chat_template ?? '');
  }

  /** @throws ChatJobError */
  async generate(job: ChatJob, listener: GenerationListener): Promise<ChatResult> {
    // First the grammar: a schema that can't be forced is refused before anything is computed.
    const grammar = await this.grammarFor(job.output);
    const prompt = await this.evaluatePrompt(job, listener);
    if (job.output.kind === 'choice') {
      const chosen = await this.choose(job.output.choices, prompt, listener);
      if (chosen) return chosen;
    }
    return this.write(job, prompt, grammar, listener);
  }

  private async evaluatePrompt(job: ChatJob, listener: GenerationListener): Promise<EvaluatedPrompt> {
    const started = performance.now();
    const parts = renderPrompt(this.template, job.messages).map(({ text, special, messagesEnded }) => ({
      tokens: this.model.tokenize(text, special),
      isPublic: job.publicMessages > 0 && messagesEnded <= job.publicMessages,
    }));
    const tokens = parts.flatMap((part) => part.tokens);
    const publicTokens = parts.filter((part) => part.isPublic).flatMap((part) => part.tokens).length;
    const contextTokens = this.sequence.contextSize;
    const maximumTokens = job.maximumTokens ?? contextTokens - tokens.length - 1;
    if (maximumTokens < 1 || tokens.length + maximumTokens >= contextTokens) {
      const wanted = job.maximumTokens ?? 1;
      throw new ChatJobError({
        kind: 'context',
        promptTokens: tokens.length,
        maximumTokens: wanted,
        contextTokens: contextTokens - 1,
      });
    }
    // By how long a prompt takes, a tenant could tell what another one has asked.
    const mayShare = this.stateSalt === job.cacheSalt ? tokens.length - 1 : publicTokens;
    const shared = this.sequence.compareContextTokens(tokens).firstDifferentIndex;
    this.stateSalt = job.cacheSalt;
    const cachedTokens = wholePortions(Math.min(shared, mayShare, this.wholeTokens));
    this.wholeTokens = cachedTokens;
    if (cachedTokens < this.sequence.nextTokenIndex) {
      await this.sequence.eraseContextTokenRanges([{ start: cachedTokens, end: this.sequence.nextTokenIndex }]);
    }
    listener.onStarted();
    for (let start = cachedTokens; start < tokens.length - 1; start += promptPortion) {
      if (listener.isCancelled()) throw new ChatJobError({ kind: 'cancelled' });
      const portion = tokens.slice(start, Math.min(start + promptPortion, tokens.length - 1));
      await this.sequence.evaluateWithoutGeneratingNewTokens(portion);
      this.wholeTokens = wholePortions(start + portion.length);
    }
    const last = tokens[tokens.length - 1] as Token;
    return { tokens, cachedTokens, last, promptMs: performance.now() - started, maximumTokens };
  }

  /** The most probable choice by its first token, in one step; undefined when first tokens do not tell them apart. */
  private async choose(
    choices: readonly string[],
    prompt: EvaluatedPrompt,
    listener: GenerationListener,
  ): Promise<ChatResult | undefined> {
    const spellings = choices.map((choice) => this.model.tokenize(choice));
    const firstTokens = spellings.map((tokens) => tokens[0]);
    if (firstTokens.includes(undefined) || new Set(firstTokens).size < choices.length) return undefined;
    const started = performance.now();
    const tokens = firstTokens as Token[];
    const request = { logits: { filter: { tokens, includeMax: true } }, totalLogitWeight: true };
    const outputs = await this.sequence.controlledEvaluate([[prompt.last, { generateNext: request }]]);
    const next = outputs[0]?.next;
    if (!next?.logits || next.totalLogitWeight === undefined) return undefined;
    const highest = Math.max(...next.logits.values());
    const weight = next.totalLogitWeight;
    const probabilities = choices.map((text, i): ChoiceProbability => {
      const logit = next.logits?.get(tokens[i] as Token) ?? Number.NEGATIVE_INFINITY;
      return { text, probability: Math.exp(logit - highest) / weight };
    });
    const best = probabilities.reduce((a, b) => (b.probability > a.probability ? b : a));
    listener.onText(best.text);
    return {
      text: best.text,
      finishReason: 'stop',
      promptTokens: prompt.tokens.length,
      cachedTokens: prompt.cachedTokens,
      completionTokens: spellings[choices.indexOf(best.text)]?.length ?? 1,
      choices: probabilities,
      promptMs: prompt.promptMs,
      generationMs: performance.now() - started,
    };
  }

  private async write(
    job: ChatJob,
    prompt: EvaluatedPrompt,
    grammar: LlamaGrammar | undefined,
    listener: GenerationListener,
  ): Promise<ChatResult> {
    const started = performance.now();
    const isJson = job.output.kind === 'json' || job.output.kind === 'schema';
    const stream = new TextStream(job.stop);
    const maximumTokens = prompt.maximumTokens;
    let completionTokens = 0;
    let unfinished: Token[] = [];
    let before: Token[] = [];
    let finishReason: ChatResult['finishReason'] = 'stop';
    for await (const token of this.sequence.evaluate([prompt.last], this.sampling(job, grammar))) {
      if (listener.isCancelled()) throw new ChatJobError({ kind: 'cancelled' });
      completionTokens++;
      unfinished.push(token);
      const piece = this.model.detokenize(unfinished, false, before);
      // A token may end within a character; no character has more than four bytes.
      if (!piece.endsWith('\ufffd') || unfinished.length > 4) {
        const step = stream.push(piece);
        if (step.text !== '') listener.onText(step.text);
        before = unfinished;
        unfinished = [];
        if (step.stopped || (isJson && isWholeJson(stream.text))) break;
      }
      if (completionTokens >= maximumTokens) {
        finishReason = 'length';
        break;
      }
    }
    const rest = stream.flush();
    if (rest !== '') listener.onText(rest);
    return {
      text: stream.text,
      finishReason,
      promptTokens: prompt.tokens.length,
      cachedTokens: prompt.cachedTokens,
      completionTokens,
      promptMs: prompt.promptMs,
      generationMs: performance.now() - started,
    };
  }

  private sampling(job: ChatJob, grammar: LlamaGrammar | undefined): SequenceEvaluateOptions {
    return {
      temperature: job.temperature,
      topP: job.topP,
      seed: job.seed,
      grammarEvaluationState: grammar && new LlamaGrammarEvaluationState({ model: this.model, grammar }),
    };
  }

  private async grammarFor(output: ChatOutput): Promise<LlamaGrammar | undefined> {
    try {
      switch (output.kind) {
        case 'text':
          return undefined;
        case 'json':
          return await this.llama.getGrammarFor('json');
        case 'choice':
          return await this.llama.createGrammar({ grammar: choiceGrammar(output.choices) });
        case 'schema': {
          const schema = output.schema as Parameters<Llama['createGrammarForJsonSchema']>[0];
          const { grammar } = await this.llama.createGrammarForJsonSchema(schema);
          return await this.llama.createGrammar({ grammar: compactJsonGrammar(grammar) });
        }
      }
    } catch (error) {
      throw new ChatJobError({ kind: 'schema', problem: error instanceof Error ? error.message : String(error) });
    }
  }
}

function wholePortions(tokens: number): number {
  return tokens - (tokens % promptPortion);
}

function isWholeJson(text: string): boolean {
  if (!/[}\]]\s*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
