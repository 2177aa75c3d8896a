import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { productFolder } from '../client/environment.js';
import { printJson, printLine } from '../output/output.js';

interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  remedy?: string;
}

interface DoctorModule {
  examine(): Promise<Finding[]>;
}

/** `doctor [--json]`: works whether Onggi runs or not. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('what is installed, what runs, what is wrong and how to mend it')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      // Plain JavaScript that also runs before anything is installed, so it is no part of any project.
      const file = pathToFileURL(path.join(productFolder, 'deploy', 'local', 'doctor.mjs')).href;
      const { examine } = (await import(file)) as DoctorModule;
      const findings = await examine();
      const ok = findings.every((finding) => finding.ok);
      if (options.json) printJson({ ok, findings });
      else {
        for (const finding of findings) {
          printLine(`${finding.ok ? '✓' : '✗'} ${finding.name}: ${finding.detail}`);
          if (!finding.ok && finding.remedy) printLine(`    → ${finding.remedy}`);
        }
      }
      process.exitCode = ok ? 0 : 1;
    });
}
