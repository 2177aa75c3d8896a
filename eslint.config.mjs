import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Which project may import which. Arrows point one way: apps → domain libs → tenancy, models → platform. */
const mayDependOn = {
  platform: [],
  tenancy: ['platform'],
  language: ['platform'],
  models: ['platform', 'language'],
  identity: ['platform', 'tenancy'],
  documents: ['platform', 'language'],
  corpus: ['platform', 'tenancy', 'documents'],
  retrieval: ['platform', 'tenancy', 'models', 'language'],
  evaluation: ['platform', 'tenancy', 'models', 'language', 'documents', 'retrieval'],
  ingestion: ['platform', 'tenancy', 'models', 'language', 'documents', 'corpus', 'retrieval'],
  answering: ['platform', 'tenancy', 'identity', 'models', 'language', 'corpus', 'retrieval'],
  quality: ['platform', 'tenancy', 'identity', 'models', 'language', 'retrieval', 'answering', 'evaluation'],
};

// Tenant data has one door. A second client would be a second door.
const databaseClients = ['pg', 'pg-*', '@prisma/*', 'graphile-worker'];

const boundaries = [
  ...Object.entries(mayDependOn).map(([lib, others]) => ({
    sourceTag: `lib:${lib}`,
    onlyDependOnLibsWithTags: others.map((other) => `lib:${other}`),
    ...(lib === 'tenancy' ? {} : { bannedExternalImports: databaseClients }),
  })),
  {
    sourceTag: 'app:api',
    onlyDependOnLibsWithTags: ['lib:*'],
    bannedExternalImports: databaseClients,
  },
  {
    sourceTag: 'app:worker',
    onlyDependOnLibsWithTags: ['lib:*'],
    bannedExternalImports: databaseClients,
  },
  { sourceTag: 'app:inference', onlyDependOnLibsWithTags: ['lib:platform'], bannedExternalImports: databaseClients },
  {
    sourceTag: 'app:cli',
    onlyDependOnLibsWithTags: ['lib:platform', 'lib:evaluation'],
    bannedExternalImports: databaseClients,
  },
  { sourceTag: 'app:web', onlyDependOnLibsWithTags: [], bannedExternalImports: databaseClients },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      'libs/tenancy/src/generated/**',
      'coverage/**',
      '.nx/**',
      '.onggi/**',
      'deploy/demo/**',
      'test/.artifacts/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['**/*.spec.ts', '**/*.fixture.ts', 'test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'error' },
  },
  {
    files: ['apps/**/*.ts', 'apps/**/*.tsx', 'libs/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints: boundaries },
      ],
      'no-restricted-properties': [
        'error',
        ...['$queryRawUnsafe', '$executeRawUnsafe'].map((property) => ({
          property,
          message: 'Values go as parameters: use the tagged template.',
        })),
      ],
    },
  },
  {
    // Specs reach the real database through the support code in test/, which belongs to no project.
    files: ['**/*.spec.ts', '**/*.fixture.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: ['**/*.mjs', 'apps/cli/**', 'test/**'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setImmediate: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
        performance: 'readonly',
        document: 'readonly',
        window: 'readonly',
        structuredClone: 'readonly',
        FormData: 'readonly',
        Blob: 'readonly',
      },
    },
    rules: { 'no-console': 'off' },
  },
);
