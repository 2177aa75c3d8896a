import type { StoredDocument } from '@onggi/corpus';
import { chunkTree } from '@onggi/documents';
import type { PassageText, TokenCounter } from '@onggi/models';
import type { PassageToEmbed } from '@onggi/retrieval';

/**
 * What each passage was embedded from when its document was ingested: the stored tree is cut again, which gives the same
 * passages with title, headings and the head of a table before their text. A passage that is cut otherwise today, by a
 * later version of Onggi, is its title, headings and text.
 */
export async function passageTexts(
  { tree, givenLanguage }: StoredDocument,
  passages: readonly PassageToEmbed[],
  tokens: TokenCounter,
  signal: AbortSignal,
): Promise<PassageText[]> {
  const chunks = await chunkTree(tree, {
    ...(givenLanguage && { language: givenLanguage }),
    countTokens: (texts) => tokens.countTokens(texts, signal),
  });
  return passages.map(({ ordinal, start, end, heading, text, language }) => {
    const chunk = chunks[ordinal];
    const isSame = chunk?.start === start && chunk.end === end;
    const plain = [tree.title, heading, text].filter((part) => part !== '').join('\n');
    return { text: isSame ? chunk.embeddingText : plain, language };
  });
}
