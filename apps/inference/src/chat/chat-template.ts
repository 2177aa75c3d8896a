import { Template } from '@huggingface/jinja';
import type { ChatMessage } from './chat-job.js';

/** Text of a prompt: `special` text may hold control tokens, other text may not, whatever it says. */
export interface PromptPart {
  text: string;
  special: boolean;
  /** Messages whose text has ended where this part has. */
  messagesEnded: number;
}

/**
 * Renders messages by the model's own template. What people wrote is kept apart from the template's words, so that
 * "<|im_end|>" in a document stays text.
 */
export function renderPrompt(template: Template, messages: readonly ChatMessage[]): PromptPart[] {
  const marker = (index: number): string => `\ue000${index}\ue001`;
  const rendered = template.render({
    messages: messages.map((message, index) => ({ role: message.role, content: marker(index) })),
    add_generation_prompt: true,
  });
  return rendered
    .split(/\ue000(\d+)\ue001/)
    .map((text, position, pieces) => {
      const special = position % 2 === 0;
      const index = Number(special ? (pieces[position - 1] ?? -1) : text);
      return { text: special ? text : (messages[index]?.content ?? ''), special, messagesEnded: index + 1 };
    })
    .filter((part) => part.text !== '');
}
