import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import path from 'node:path';
import { AnsweringModule } from '@onggi/answering';
import { CorpusModule, createOriginalStore } from '@onggi/corpus';
import { IdentityModule, sha256 } from '@onggi/identity';
import { IngestionModule } from '@onggi/ingestion';
import { QualityModule } from '@onggi/quality';
import type { ApiConfiguration } from './configuration.js';
import { AnswersController } from './answers/answers.controller.js';
import { FinishedAnswer } from './answers/finished-answer.js';
import { AuditController } from './audit/audit.controller.js';
import { Refusals } from './audit/refusals.js';
import { BreakGlassController } from './break-glass/break-glass.controller.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { CorporaController } from './corpora/corpora.controller.js';
import { DocumentsController } from './documents/documents.controller.js';
import { UploadsController } from './documents/uploads.controller.js';
import { RetrievalModule } from '@onggi/retrieval';
import { EmbeddingSetsController } from './embedding-sets/embedding-sets.controller.js';
import { EvaluationRunsController } from './evaluation/evaluation-runs.controller.js';
import { EvaluationSetsController } from './evaluation/evaluation-sets.controller.js';
import { ExpertsController } from './experts/experts.controller.js';
import { IdentityProviderController } from './federation/identity-provider.controller.js';
import { OidcController } from './federation/oidc.controller.js';
import { FoundationModule } from './foundation.module.js';
import { AnswerResolver } from './graphql/answer.resolver.js';
import { CorpusResolver } from './graphql/corpus.resolver.js';
import { graphqlModule } from './graphql/graphql.module.js';
import { SearchResolver } from './graphql/search.resolver.js';
import { HealthController } from './health/health.controller.js';
import { OpenStreams } from './edge/open-streams.js';
import { RateLimitGuard } from './edge/rate-limit.guard.js';
import { ErrorFilter } from './http/error.filter.js';
import { EventStreams } from './http/event-stream.js';
import { JobsController } from './jobs/jobs.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { ModelsModule } from './models.module.js';
import { ChatCompletionsController } from './openai/chat-completions.controller.js';
import { PeopleController } from './people/people.controller.js';
import { PermissionGuard } from './permission/permission.guard.js';
import { PermissionsController } from './permission/permissions.controller.js';
import { PlatformController } from './platform/platform.controller.js';
import { ScimDiscoveryController } from './scim/scim-discovery.controller.js';
import { ScimGroupsController } from './scim/scim-groups.controller.js';
import { ScimUsersController } from './scim/scim-users.controller.js';
import { SearchController } from './search/search.controller.js';
import { CorpusSharesController } from './shared-access/corpus-shares.controller.js';
import { PostsController } from './shared-access/posts.controller.js';
import { FormerSession } from './session/former-session.js';
import { MeService } from './session/me.service.js';
import { OwnAccountController } from './session/own-account.controller.js';
import { SessionController } from './session/session.controller.js';
import { WebController } from './web/web.controller.js';

@Module({})
export class ApiModule {
  /** @param machineKey the installation's own key */
  static register(configuration: ApiConfiguration, machineKey: string): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        DiscoveryModule,
        FoundationModule.register(configuration),
        IdentityModule.register(sha256(machineKey), {
          publicUrl: configuration.ONGGI_PUBLIC_URL,
          internalHosts: configuration.ONGGI_OIDC_INTERNAL_HOSTS,
          secret: machineKey,
        }),
        CorpusModule.register(createOriginalStore(configuration, configuration.ONGGI_HOME)),
        ModelsModule.register(configuration),
        RetrievalModule,
        AnsweringModule.register({
          multiQuery: configuration.ONGGI_MULTI_QUERY,
          perPrincipal: configuration.ONGGI_RUNNING_ANSWERS,
        }),
        QualityModule,
        graphqlModule(configuration),
        IngestionModule.register({ spoolFolder: path.join(configuration.ONGGI_HOME, 'spool') }),
      ],
      controllers: [
        HealthController,
        SessionController,
        OwnAccountController,
        OidcController,
        IdentityProviderController,
        ScimDiscoveryController,
        ScimUsersController,
        ScimGroupsController,
        PlatformController,
        BreakGlassController,
        AuditController,
        PermissionsController,
        PeopleController,
        KeysController,
        CorpusSharesController,
        PostsController,
        CorporaController,
        DocumentsController,
        UploadsController,
        JobsController,
        SearchController,
        ExpertsController,
        EmbeddingSetsController,
        ConversationsController,
        AnswersController,
        ChatCompletionsController,
        EvaluationSetsController,
        EvaluationRunsController,
        WebController,
      ],
      providers: [
        MeService,
        FormerSession,
        FinishedAnswer,
        OpenStreams,
        EventStreams,
        AnswerResolver,
        CorpusResolver,
        SearchResolver,
        Refusals,
        { provide: APP_INTERCEPTOR, useExisting: Refusals },
        { provide: APP_GUARD, useClass: PermissionGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }
}
