/**
 * Attacks on the running product. Whole: `npm run test:isolation`; the short form is part of `npm test`
 * (test/e2e/onggi.e2e.mjs imports this file). A suite alone: `node --test test/isolation/suites/graphql.mjs`.
 */
import './suites/edges.mjs';
import './suites/graphql.mjs';
import './suites/file-names.mjs';
import './suites/exfiltration.mjs';
import './suites/matrix.mjs';
import './suites/running-streams.mjs';
import './suites/secrets.mjs';
