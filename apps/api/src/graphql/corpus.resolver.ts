import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { CorporaService, DocumentsService, type DocumentStatus } from '@onggi/corpus';
import type { Caller } from '@onggi/identity';
import { JobsService } from '@onggi/ingestion';
import { InvalidInputError, type Language } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext, CurrentCaller, ReaderLanguage } from '../http/access.js';
import { MeService } from '../session/me.service.js';
import { Corpus, DocumentPage, Job, Me } from './corpus.types.js';

const statuses: readonly string[] = ['processing', 'published', 'rejected', 'quarantined'];

@Resolver()
export class CorpusResolver {
  constructor(
    private readonly me: MeService,
    private readonly corpora: CorporaService,
    private readonly documents: DocumentsService,
    private readonly jobs: JobsService,
  ) {}

  @Query(() => Me, { name: 'me' })
  whoAmI(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.me.of(caller);
  }

  @Query(() => [Corpus], { name: 'corpora' })
  listCorpora(@CallerContext() context: TenantContext): Promise<Corpus[]> {
    return this.corpora.list(context);
  }

  @Query(() => DocumentPage, { name: 'documents' })
  listDocuments(
    @CallerContext() context: TenantContext,
    @ReaderLanguage() language: Language,
    @Args('corpus') corpus: string,
    @Args('status', { type: () => String, nullable: true }) status?: string,
    @Args('query', { type: () => String, nullable: true }) query?: string,
    @Args('first', { type: () => Int, nullable: true }) first?: number,
    @Args('after', { type: () => String, nullable: true }) after?: string,
  ): Promise<DocumentPage> {
    return this.documents.list(
      context,
      corpus,
      { status: knownStatus(status), query: query ?? undefined, first: first ?? undefined, after: after ?? undefined },
      language,
    );
  }

  @Query(() => Job, { name: 'job' })
  oneJob(
    @CallerContext() context: TenantContext,
    @ReaderLanguage() language: Language,
    @Args('id', { type: () => ID }) id: string,
    @Args('first', { type: () => Int, nullable: true }) first?: number,
    @Args('after', { type: () => Int, nullable: true }) after?: number,
  ): Promise<Job> {
    return this.jobs.view(context, id, language, { first: first ?? undefined, after: after ?? undefined });
  }
}

function knownStatus(status: string | null | undefined): DocumentStatus | undefined {
  if (status == null) return undefined;
  if (statuses.includes(status)) return status as DocumentStatus;
  throw new InvalidInputError(
    { ko: `'${status}' 상태는 없습니다.`, en: `There is no status '${status}'.` },
    { ko: `${statuses.join(', ')} 가운데 하나를 쓰세요.`, en: `Use one of ${statuses.join(', ')}.` },
  );
}
