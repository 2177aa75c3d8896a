import { Command } from 'commander';
import { CommandError } from './client/environment.js';
import { addAskCommand } from './commands/ask.js';
import { addAuditCommand } from './commands/audit.js';
import { addBenchCommand } from './commands/bench.js';
import { addBreakGlassCommand } from './commands/break-glass.js';
import { addContextKeyCommand } from './commands/context-key.js';
import { addDemoCommand } from './commands/demo.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addEmbeddingSetCommand } from './commands/embedding-set.js';
import { addEvalCommand } from './commands/eval.js';
import { addEvaluationSetCommand } from './commands/evaluation-set.js';
import { addIdentityProviderCommand } from './commands/identity-provider.js';
import { addIngestCommand } from './commands/ingest.js';
import { addKeyCommand } from './commands/key.js';
import { addPermissionsCommand } from './commands/permissions.js';
import { addPostCommand } from './commands/post.js';
import { addSearchCommand } from './commands/search.js';
import { addShareCommand } from './commands/share.js';
import { addTenantCommand } from './commands/tenant.js';

const program = new Command('onggi').description('Onggi from the command line; a client of its API on this machine.');
for (const add of [
  addTenantCommand,
  addKeyCommand,
  addShareCommand,
  addPostCommand,
  addPermissionsCommand,
  addAuditCommand,
  addBreakGlassCommand,
  addIdentityProviderCommand,
  addIngestCommand,
  addAskCommand,
  addSearchCommand,
  addEvalCommand,
  addEvaluationSetCommand,
  addEmbeddingSetCommand,
  addBenchCommand,
  addContextKeyCommand,
  addDoctorCommand,
  addDemoCommand,
]) {
  add(program);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  if (process.argv.includes('--json')) {
    process.stdout.write(
      `${JSON.stringify({ error: { code: error.code, message: error.message, remedy: error.remedy } })}\n`,
    );
  }
  process.stderr.write(`${error.message}\n${error.remedy ? `${error.remedy}\n` : ''}`);
  process.exitCode = 1;
}
