import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readSecretFile } from '@onggi/platform';
import { z } from 'zod';
import type { ChatModel } from './chat-model.js';
import { chatModelProfile, chatModelProfiles } from './chat-profile.js';
import { createChatModel } from './openai-chat-model.js';

/** Settings of a process that has a chat model, beside the model server's own. */
export const chatModelSettings = {
  /** OpenAI-compatible server of the chat model, where it is not the inference server. */
  ONGGI_CHAT_URL: z.url().optional(),
  ONGGI_CHAT_KEY: z.string().optional(),
  ONGGI_CHAT_MODEL: z.string().optional(),
};

export interface ChatModelConfiguration {
  ONGGI_HOME: string;
  ONGGI_INFERENCE_URL: string;
  ONGGI_INFERENCE_KEY?: string | undefined;
  ONGGI_CHAT_URL?: string | undefined;
  ONGGI_CHAT_KEY?: string | undefined;
  ONGGI_CHAT_MODEL?: string | undefined;
}

/** Assumed of a chat model that no profile describes: what any current model behind vLLM can do. */
const unknownModel = { contextTokens: 8_192, writesProse: true };

/** Name of the chat model that a process is configured with; by default the inference server's. */
export function configuredChatModelName(configuration: Pick<ChatModelConfiguration, 'ONGGI_CHAT_MODEL'>): string {
  return configuration.ONGGI_CHAT_MODEL ?? chatModelProfiles[0]?.name ?? '';
}

/** The chat model that a process is configured with; by default the one of the inference server. */
export function configuredChatModel(configuration: ChatModelConfiguration): ChatModel {
  const model = configuredChatModelName(configuration);
  const external = configuration.ONGGI_CHAT_URL !== undefined;
  const profile = chatModelProfile(model) ?? unknownModel;
  return createChatModel({
    url: configuration.ONGGI_CHAT_URL ?? configuration.ONGGI_INFERENCE_URL,
    key: external ? configuration.ONGGI_CHAT_KEY : configuration.ONGGI_INFERENCE_KEY,
    model,
    contextTokens: profile.contextTokens,
    writesProse: profile.writesProse,
    keepsPublicMessages: !external,
    cacheSalt: external ? cacheSalt(configuration) : randomBytes(32).toString('hex'),
  });
}

/**
 * Secret of this installation, from which each tenant's prompt-cache salt is made: one for all replicas, which share what the
 * server keeps. The inference server keeps one prompt, so there a process's own will do.
 */
function cacheSalt(configuration: ChatModelConfiguration): string {
  return readSecretFile(path.join(configuration.ONGGI_HOME, 'secrets', 'cache-salt.key'));
}
