import { Args, Context, ID, Int, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { AnswerEvents, AnswerService, type AnswerEvent as FollowedEvent } from '@onggi/answering';
import { RightsWatch } from '@onggi/identity';
import { asOnggiError, toErrorBody } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { failedAnswer } from '../answers/failed-answer.js';
import { FinishedAnswer } from '../answers/finished-answer.js';
import { OpenStreams } from '../edge/open-streams.js';
import { Asks } from '../edge/rate-limit.guard.js';
import { CallerContext } from '../http/access.js';
import { readerLanguage, signalOf, type GraphqlContext, type OnggiRequest } from '../http/request.js';
import { watchCaller } from '../http/watched-caller.js';
import { Answer, AnswerEvent, AskInput } from './answer.types.js';
import { asSubscriptionError } from './graphql-errors.js';
import { leavable } from './leavable.js';

@Resolver()
export class AnswerResolver {
  constructor(
    private readonly answers: AnswerService,
    private readonly events: AnswerEvents,
    private readonly finished: FinishedAnswer,
    private readonly rights: RightsWatch,
    private readonly places: OpenStreams,
  ) {}

  @Mutation(() => Answer, { description: 'Asks, and returns the finished answer.' })
  @Asks()
  async ask(
    @CallerContext() context: TenantContext,
    @Args('input') input: AskInput,
    @Context() { request }: GraphqlContext,
  ): Promise<Answer> {
    const answer = await this.finished.to(context, withoutNulls(input), signalOf(request));
    if (answer.status === 'FAILED') throw failedAnswer(answer);
    return answer;
  }

  @Mutation(() => Answer, {
    description: 'Asks, and returns at once an answer that is RUNNING; subscribe to `answer`.',
  })
  @Asks()
  async startAnswer(@CallerContext() context: TenantContext, @Args('input') input: AskInput): Promise<Answer> {
    const { answerId } = await this.answers.ask(context, withoutNulls(input));
    return this.answers.get(context, answerId);
  }

  @Query(() => Answer, { name: 'answer' })
  get(@CallerContext() context: TenantContext, @Args('id', { type: () => ID }) id: string): Promise<Answer> {
    return this.answers.get(context, id);
  }

  @Subscription(() => AnswerEvent, { name: 'answer', resolve: (event: AnswerEvent) => event })
  follow(
    @CallerContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
    @Context() { request }: GraphqlContext,
    @Args('after', { type: () => Int, nullable: true }) after?: number,
  ): AsyncIterableIterator<FollowedEvent> {
    const leave = asSubscriptionError(request, () => this.places.enter(request.caller));
    return leavable((left) => this.eventsOf(context, id, after ?? 0, request, left), leave);
  }

  private async *eventsOf(
    context: TenantContext,
    id: string,
    after: number,
    request: OnggiRequest,
    left: AbortSignal,
  ): AsyncGenerator<FollowedEvent> {
    const rights = watchCaller(this.rights, request);
    let last = after;
    try {
      const signal = AbortSignal.any([rights.signal, left, signalOf(request)]);
      for await (const event of this.events.follow(context, id, last, signal)) {
        if (rights.signal.aborted) break;
        last = event.id;
        yield event;
      }
      if (!rights.signal.aborted) return;
      const error = asOnggiError(rights.signal.reason);
      const body = toErrorBody(error, readerLanguage(request), request.id);
      yield { id: last, event: 'error', data: { error: { ...body, retryable: error.retryable } } };
    } finally {
      rights.stop();
    }
  }
}

/** GraphQL gives null for an argument that was sent as null; the domain knows undefined only. */
function withoutNulls(input: AskInput): AskInput {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)) as unknown as AskInput;
}
