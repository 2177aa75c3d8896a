import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createLogger } from '@onggi/platform';
import { TenantDirectory } from '@onggi/tenancy';

const log = createLogger('answers');
const everyMs = 2_000;

/** Ends the answers of processes that died, at the start and then every two seconds, so that no asker waits for ever. */
@Injectable()
export class OrphanedAnswers implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly directory: TenantDirectory) {}

  onApplicationBootstrap(): void {
    this.sweep();
    this.timer = setInterval(() => this.sweep(), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private sweep(): void {
    this.directory.failOrphanedAnswers().then(
      (ended) => ended > 0 && log.warn({ ended }, 'ended the answers of a process that died'),
      (error: unknown) => log.warn({ error: String(error) }, 'could not look for orphaned answers'),
    );
  }
}
