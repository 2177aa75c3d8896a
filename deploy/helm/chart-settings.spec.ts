import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { apiSettings } from '../../apps/api/src/configuration.js';
import { inferenceSettings } from '../../apps/inference/src/inference-configuration.js';
import { workerSettings } from '../../apps/worker/src/configuration.js';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, file), 'utf8');

const parts = ['api', 'worker', 'inference'] as const;
type Part = (typeof parts)[number];
const known: Record<Part, readonly string[]> = {
  api: apiSettings,
  worker: workerSettings,
  inference: inferenceSettings,
};
/** Read where logging begins, before there is a configuration. */
const everywhere = ['ONGGI_LOG_LEVEL'];

/** Variables that a template, or a named part of the helpers, sets by their names. */
function variablesIn(text: string): string[] {
  const direct = [...text.matchAll(/name: ([A-Z][A-Z0-9_]+)\b/g)];
  const keyed = [...text.matchAll(/"(?:key|name)" "([A-Z][A-Z0-9_]+)"/g)];
  return [...direct, ...keyed].map(([, name]) => name!);
}

const helpers = new Map(
  read('onggi/templates/_helpers.tpl')
    .split('{{- define "')
    .slice(1)
    .map((text): [string, string] => [text.slice(0, text.indexOf('"')), text]),
);

/** With what the named parts set that it includes. */
function variablesOf(text: string): string[] {
  const included = [...text.matchAll(/include "([^"]+)"/g)].flatMap(([, name]) =>
    variablesOf(helpers.get(name!)!.slice(name!.length)),
  );
  return [...new Set([...variablesIn(text), ...included])];
}

interface Schema {
  properties: Record<string, Schema>;
  propertyNames: { enum: string[] };
}

const { properties } = JSON.parse(read('onggi/values.schema.json')) as Schema;
const secrets = properties['secretSettings']!.propertyNames.enum;

/** What the values of the chart can set for a part: by themselves, in `settings`, and in `secretSettings`. */
function settable(part: Part): string[] {
  return [
    ...variablesOf(read(`onggi/templates/${part}.yaml`)),
    ...properties['settings']!.properties[part]!.propertyNames.enum,
    ...(part === 'inference' ? [] : secrets),
  ];
}

/** Settings by name, with the processes that read them, as docs/configuration.md has them. */
function documented(): { name: string; readers: string[] }[] {
  const rows = read('../../docs/configuration.md').matchAll(/^\| (`[^|]+`) \| [^|]* \| ([^|]+) \|/gm);
  return [...rows].flatMap(([, names, readers]) =>
    [...names!.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => ({
      name: name!,
      readers: readers!.trim() === 'all' ? [...parts] : readers!.split(',').map((one) => one.trim()),
    })),
  );
}

/** What a cluster has no use for, and why. */
const notInACluster: Record<string, string> = {
  ONGGI_PARENT_PIPE: 'set by the launcher',
  ONGGI_CHAT_MODEL_PATH: 'inference only embeds there',
  ONGGI_CHAT_CONTEXT_TOKENS: 'inference only embeds there',
};

describe('the Helm chart', () => {
  it.each(parts)('sets nothing that %s does not read', (part) => {
    expect(settable(part).length).toBeGreaterThan(5);
    const unknown = settable(part).filter((name) => ![...known[part], ...everywhere].includes(name));
    expect(unknown).toEqual([]);
  });

  it('says each setting once: what has a value of its own is not in `settings`', () => {
    for (const part of parts) {
      const names = settable(part);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });

  it('can set every setting of docs/configuration.md that its parts read', () => {
    const wanted = documented();
    expect(wanted.length).toBeGreaterThan(50);
    const missing = wanted.flatMap(({ name, readers }) =>
      parts
        .filter((part) => readers.includes(part) && known[part].includes(name) && !(name in notInACluster))
        .filter((part) => !settable(part).includes(name))
        .map((part) => `${part}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('can set everything that its parts read, and the documentation has it', () => {
    const names = new Set([...documented().map(({ name }) => name), 'NODE_ENV', 'XDG_CACHE_HOME']);
    for (const part of parts) expect(known[part].filter((name) => !names.has(name))).toEqual([]);
  });

  it('takes no secret as a value', () => {
    for (const part of parts) {
      const plain = properties['settings']!.properties[part]!.propertyNames.enum;
      expect(plain.filter((name) => /KEY$|PASSWORD|DATABASE_URL|SECRET/.test(name))).toEqual([]);
    }
  });
});
