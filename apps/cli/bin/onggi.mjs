#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  console.error('Onggi is not built yet. Run `npm start` once (or `npm run build`), then try again.');
  process.exit(2);
}
await import(main.href);
