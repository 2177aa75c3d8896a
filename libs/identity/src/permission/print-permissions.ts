import { writeFileSync } from 'node:fs';
import { operations } from './operations.js';
import { permissionTable } from './permission-table.js';

/** Prints what each operation requires as JSON: `{operations: [{operation, requires, scope?}], markdown}`. */
const list = Object.entries(operations).map(([operation, required]) => ({ operation, ...required }));
writeFileSync(1, `${JSON.stringify({ operations: list, markdown: permissionTable() })}\n`);
