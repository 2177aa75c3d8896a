/** A reporter for `node --test` that writes {passed, failed}: tests, not the suites around them. */
export default async function* countTests(events) {
  const counts = { passed: 0, failed: 0 };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' || data.skip !== undefined || data.todo !== undefined) continue;
    counts[type === 'test:pass' ? 'passed' : 'failed'] += 1;
  }
  yield JSON.stringify(counts);
}
