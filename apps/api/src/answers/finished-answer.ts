import { Injectable } from '@nestjs/common';
import { AnswerEvents, AnswerService, type Answer, type Question } from '@onggi/answering';
import type { TenantContext } from '@onggi/tenancy';

/** For doors whose callers wait for the whole answer. */
@Injectable()
export class FinishedAnswer {
  constructor(
    private readonly answers: AnswerService,
    private readonly events: AnswerEvents,
  ) {}

  /** Asks and waits. A caller that goes away cancels its answer: nobody else knows of it. */
  async to(context: TenantContext, question: Question, signal: AbortSignal): Promise<Answer> {
    const { answerId } = await this.answers.ask(context, question);
    for await (const event of this.events.follow(context, answerId, 0, signal)) {
      if (event.event === 'done') return event.data.answer;
    }
    return signal.aborted ? this.answers.cancel(context, answerId) : this.answers.get(context, answerId);
  }
}
