/**
 * The whole product, started once: `node --test test/e2e/onggi.e2e.mjs`. A suite alone: `node --test
 * test/e2e/suites/doors.mjs`. The attacks of test/isolation run here in their short form. Last, because it kills: the
 * faults, short (the long version: `npm run test:faults`).
 */
import './suites/thread.mjs';
import './suites/doors.mjs';
import './suites/isolation.mjs';
import './suites/bad-input.mjs';
import './suites/evaluation.mjs';
import './suites/keys.mjs';
import './suites/audit.mjs';
import './suites/sign-in.mjs';
import './suites/pages.mjs';
import './suites/sharing.mjs';
import '../isolation/onggi.isolation.mjs';
import './suites/faults.mjs';
