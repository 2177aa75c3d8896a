import { Args, Context, ID, Int, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { AnswerEvents, AnswerService, type AnswerEvent as FollowedEvent } from '@onggi/answering';
import { RightsWatch } from '@onggi/identity';
import { asOnggiError, toErrorBody } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { failedAnswer } from '../answers/failed-answer.js';
import { FinishedAnswer } from '../answers/finished-answer.js';
import { Asks } from '../edge/rate-limit.guard.js';
import { CallerContext } from '../http/access.js';
import { readerLanguage, signalOf, type GraphqlContext } from '../http/request.js';
import { watchCaller } from '../http/watched-caller.js';
import { Answer, AnswerEvent, AskInput } from './answer.types.js';

@Resolver()
export class AnswerResolver {
  constructor(
    private readonly answers: AnswerService,
    private readonly events: AnswerEvents,
    private readonly finished: FinishedAnswer,
    private readonly rights: RightsWatch,
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
  async *follow(
    @CallerContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
    @Context() { request }: GraphqlContext,
    @Args('after', { type: () => Int, nullable: true }) after?: number,
  ): AsyncGenerator<FollowedEvent> {
    const rights = watchCaller(this.rights, request);
    let last = after ?? 0;
    try {
      // The generator is returned, and so ended, when the subscriber leaves.
      for await (const event of this.events.follow(context, id, last, rights.signal)) {
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
