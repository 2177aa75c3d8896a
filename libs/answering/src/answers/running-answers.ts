import type { TenantContext } from '@onggi/tenancy';
import { TooManyRunningAnswersError } from '../answer-errors.js';

/** How many answers of one person or key this process has in hand, waiting or being written: nobody fills the queue alone. */
export class RunningAnswers {
  private readonly counts = new Map<string, number>();

  constructor(private readonly mostPerPrincipal: number) {}

  /**
   * Takes a place before anything is written down.
   * @returns gives the place back; to be called once, when the answer has ended or could not begin
   * @throws TooManyRunningAnswersError
   */
  enter({ tenant, principal }: Pick<TenantContext, 'tenant' | 'principal'>): () => void {
    const who = `${tenant} ${principal}`;
    const count = this.counts.get(who) ?? 0;
    if (count >= this.mostPerPrincipal) throw new TooManyRunningAnswersError(count);
    this.counts.set(who, count + 1);
    return () => {
      const left = (this.counts.get(who) ?? 0) - 1;
      if (left > 0) this.counts.set(who, left);
      else this.counts.delete(who);
    };
  }
}
