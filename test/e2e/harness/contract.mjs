import assert from 'node:assert/strict';

/** The fields that outside readers rely on are there, and fit each other. */
export function assertAnswer(answer) {
  assertId(answer.id);
  assert.match(answer.status, /^(GENERATED|EXTRACTIVE|ABSTAINED)$/);
  assert.match(answer.language, /^(ko|en)$/);
  assert.equal(typeof answer.text, 'string');
  assert.equal(typeof answer.dropped, 'number');
  for (const field of ['searched', 'usage', 'timings']) assert.equal(typeof answer[field], 'object', field);
  assert.ok('model' in answer);
  answer.passages.forEach(assertPassage);
  answer.sentences.forEach(assertSentence);
  if (answer.status === 'ABSTAINED') assert.deepEqual(answer.sentences, []);
  else assert.ok(answer.sentences.length > 0);
}

function assertSentence(sentence) {
  assert.ok(sentence.text.length > 0);
  assert.match(sentence.verdict, /^(supported|quoted|withheld)$/);
  if (sentence.verdict === 'withheld') return;
  assert.ok(sentence.citations.length > 0, 'every sentence is cited');
  for (const citation of sentence.citations) {
    assertId(citation.documentId);
    assertId(citation.versionId);
    for (const field of ['path', 'title', 'heading', 'quote']) assert.equal(typeof citation[field], 'string', field);
    assert.match(citation.locator.kind, /^(page|sheet|section|time)$/);
    assert.ok(citation.page === null || citation.page > 0);
    assert.ok(citation.start >= 0 && citation.end > citation.start);
  }
}

export function assertPassage(passage) {
  assertId(passage.documentId);
  assertId(passage.versionId);
  assertId(passage.chunkId);
  for (const field of ['path', 'title', 'heading', 'text']) assert.equal(typeof passage[field], 'string', field);
  assert.ok(passage.page === null || passage.page > 0);
  assert.equal(typeof passage.score, 'number');
}

/** @param {{status: number, body: any}} reply */
export function assertError(reply, status, code, language) {
  assert.equal(reply.status, status, JSON.stringify(reply.body));
  const { error } = reply.body;
  if (code !== undefined) assert.equal(error.code, code);
  assertErrorBody(error, language);
}

/** Says what happened and what to do, in the reader's language. */
export function assertErrorBody(error, language) {
  assert.match(error.code, /^[A-Z][A-Z_]+$/);
  assert.ok(error.message.length > 0 && error.remedy.length > 0);
  assertId(error.requestId);
  if (language === undefined) return;
  for (const text of [error.message, error.remedy]) assert.equal(/[가-힣]/.test(text), language === 'ko', text);
}

export function assertId(text) {
  assert.match(text, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
}
