import { Body, Controller, Delete, Get, HttpCode, Param, Patch } from '@nestjs/common';
import { ConversationService, type Conversation, type ConversationSummary } from '@onggi/answering';
import type { TenantContext } from '@onggi/tenancy';
import { IsString } from 'class-validator';
import { CallerContext } from '../http/access.js';

class RenameRequest {
  @IsString()
  title!: string;
}

@Controller('api/v1/conversations')
export class ConversationsController {
  constructor(private readonly conversations: ConversationService) {}

  @Get()
  async list(@CallerContext() context: TenantContext): Promise<{ conversations: ConversationSummary[] }> {
    return { conversations: await this.conversations.list(context) };
  }

  @Get(':conversation')
  get(@CallerContext() context: TenantContext, @Param('conversation') id: string): Promise<Conversation> {
    return this.conversations.get(context, id);
  }

  @Patch(':conversation')
  rename(
    @CallerContext() context: TenantContext,
    @Param('conversation') id: string,
    @Body() body: RenameRequest,
  ): Promise<ConversationSummary> {
    return this.conversations.rename(context, id, body.title);
  }

  @Delete(':conversation')
  @HttpCode(204)
  async delete(@CallerContext() context: TenantContext, @Param('conversation') id: string): Promise<void> {
    await this.conversations.delete(context, id);
  }
}
