import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { JobsService, type Job } from '@onggi/ingestion';
import type { Language } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { IsBooleanString, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import { EventStreams, type StreamEvent } from '../http/event-stream.js';
import type { OnggiRequest } from '../http/request.js';

class JobsQuery {
  @IsOptional()
  @IsBooleanString()
  active?: string;
}

class JobQuery {
  /** Files to skip. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  after?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1000)
  first?: number;
}

@Controller('api/v1/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  async list(
    @CallerContext() context: TenantContext,
    @Query() query: JobsQuery,
    @ReaderLanguage() language: Language,
  ): Promise<{ jobs: Job[] }> {
    return { jobs: await this.jobs.list(context, language, query.active === 'true') };
  }

  @Get(':job')
  get(
    @CallerContext() context: TenantContext,
    @Param('job') job: string,
    @Query() query: JobQuery,
    @ReaderLanguage() language: Language,
  ): Promise<Job> {
    return this.jobs.view(context, job, language, query);
  }

  @Get(':job/events')
  async events(
    @CallerContext() context: TenantContext,
    @Param('job') job: string,
    @ReaderLanguage() language: Language,
    @Req() request: OnggiRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.streams.send(request, reply, (signal) => asEvents(this.jobs.follow(context, job, language, signal)));
  }
}

async function* asEvents(states: AsyncGenerator<Job>): AsyncGenerator<StreamEvent> {
  for await (const data of states) yield { event: 'job', data };
}
