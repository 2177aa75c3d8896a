/** How well documents answer a question, read together with it: better than vectors that never met, and dearer. */
export interface Reranker {
  /** Name of the model, for the trace. */
  readonly model: string;
  /**
   * @param documents title, heading path and text in one string each
   * @returns one number a document, in their order; higher is better, comparable within this call and one language only
   * @throws ModelUnavailableError, ModelBusyError, ModelRefusedError, ModelReplyError; the signal's reason when it aborts
   */
  rerank(question: string, documents: readonly string[], signal: AbortSignal): Promise<number[]>;
}
