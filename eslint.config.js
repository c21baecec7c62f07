import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/** The way of the data. A room imports `shared` and the rooms before it, never the ones after it. */
const rooms = [
  'recording',
  'decode',
  'model',
  'saliency',
  'engine',
  'lanes',
  'attention',
  'store',
  'library',
  'analysis',
  'review',
  'report',
  'api'
]

const forbid = (files, group, message, extra = {}) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group, message, ...extra }] }] }
})

const roomRules = rooms.map((room, index) => {
  const later = rooms.slice(index + 1).map((name) => `**/${name}/*`)
  const message = `'${room}' may import shared and the rooms before it: ${rooms.slice(0, index).join(', ') || 'none'}`
  return forbid(
    [`src/main/${room}/**/*.ts`],
    [...later, '**/app.ts', '**/hosts/**', '**/renderer/**', '**/preload/**', 'electron'],
    message
  )
})

export default ts.config(
  { ignores: ['out', 'node_modules', 'test-results', 'playwright-report', 'resources'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      // An index that a loop has just bounded is not a risk that a check would lower.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'use a union' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }]
    }
  },
  // TypeScript knows which names exist.
  { files: ['**/*.ts', '**/*.svelte'], rules: { 'no-undef': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } }
  },
  forbid(
    ['src/shared/**/*.ts'],
    ['node:*', 'electron', '**/main/**', '**/renderer/**', '**/preload/**'],
    'shared is types and pure maths: nothing from node, electron, the app or the DOM'
  ),
  ...roomRules,
  forbid(['src/main/app.ts'], ['electron', '**/renderer/**', '**/preload/**', '**/hosts/**'], 'the app knows no host'),
  forbid(
    ['src/renderer/**/*.{ts,svelte}'],
    ['node:*', 'electron', '**/preload/**', '**/main/**'],
    'the renderer uses fetch; only types come from main',
    { allowTypeImports: true }
  )
)
