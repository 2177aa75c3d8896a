import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import { InvalidInputError, toErrorBody, type ErrorBody, type OnggiError } from '@onggi/platform';
import { logFailure, namedError } from '../http/error.filter.js';
import { readerLanguage, type GraphqlContext, type OnggiRequest } from '../http/request.js';

/** GraphQL errors carry the error body of the contract under `extensions`; a syntax or schema error is the client's. */
export function formatGraphqlErrors(
  result: ExecutionResult,
  context: Partial<GraphqlContext>,
): { statusCode: number; response: ExecutionResult } {
  const request = context.request;
  const language = request ? readerLanguage(request) : 'ko';
  const requestId = request?.id ?? '';
  const named = (result.errors ?? []).map((error) => ({ error, cause: nameOf(error) }));
  const errors = named.map(({ error, cause }) => {
    logFailure(cause, requestId);
    const body: ErrorBody = toErrorBody(cause, language, requestId);
    return new GraphQLError(body.message, { path: error.path, nodes: error.nodes, extensions: { ...body } });
  });
  // Transport and authentication failures keep their status; a field's failure beside data answers 200.
  const statusCode = result.data ? 200 : (named[0]?.cause.httpStatus ?? 200);
  const retryAfterMs = named.find(({ cause }) => cause.retryAfterMs !== undefined)?.cause.retryAfterMs;
  if (retryAfterMs !== undefined && statusCode !== 200)
    void context.reply?.header('retry-after', Math.ceil(retryAfterMs / 1000));
  return { statusCode, response: { data: result.data ?? null, errors } };
}

function nameOf(error: GraphQLError): OnggiError {
  const { originalError } = error;
  const refusals = refusalsOf(originalError);
  if (originalError && refusals === undefined) return namedError(originalError);
  return refused(refusals ?? withoutSuggestion(error.message));
}

/** A document that does not fit the schema, as the client's error. */
export function invalidDocument(errors: readonly { message: string }[]): InvalidInputError {
  return refused(errors.map(({ message }) => withoutSuggestion(message)).join(' '));
}

function refused(text: string): InvalidInputError {
  return new InvalidInputError(
    { ko: `GraphQL 요청이 올바르지 않습니다: ${text}`, en: `The GraphQL request is not valid: ${text}` },
    { ko: '필드 이름과 인자를 고쳐 다시 보내세요.', en: 'Correct the fields and arguments and send it again.' },
  );
}

/** Who guesses names is not told how close the guess was. */
function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean .+\?$/s, '');
}

/** Runs what lets a subscription in; what it refuses becomes an error that carries the body of the contract. */
export function asSubscriptionError<Result>(request: OnggiRequest, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    const cause = namedError(error);
    logFailure(cause, request.id);
    const body = toErrorBody(cause, readerLanguage(request), request.id);
    throw new GraphQLError(body.message, { extensions: { ...body } });
  }
}

/** What the GraphQL server itself refused in a query (syntax, unknown fields, depth), as one text. */
function refusalsOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !String(error.code).startsWith('MER_'))
    return undefined;
  const details = 'errors' in error && Array.isArray(error.errors) ? (error.errors as { message: string }[]) : [];
  const texts = details.map(({ message }) => withoutSuggestion(message)).join(' ');
  return texts || ('message' in error ? String(error.message) : undefined);
}
