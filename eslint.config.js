import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/** The way of the data. A room imports `shared` and the rooms before it, never the ones after it. */
const rooms = [
  'log',
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

const forbid = (files, group, message) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group, message }] }] }
})

/** What is model's own: the folders of formats, and what they are lowered by. Others open models through its door. */
const formats = ['keras', 'onnx', 'tensorflow', 'tfjs', 'lowering'].map((folder) => `**/model/${folder}/**`)

const roomRules = rooms.map((room, index) => {
  const later = rooms.slice(index + 1).map((name) => `**/${name}/*`)
  const message = `'${room}' may import shared and the rooms before it (${rooms.slice(0, index).join(', ') || 'none'}), of model only what stands outside of its formats`
  return forbid(
    [`src/main/${room}/**/*.ts`],
    [
      ...later,
      ...(room === 'model' ? [] : formats),
      '**/app.ts',
      '**/hosts/**',
      '**/renderer/**',
      '**/preload/**',
      'electron'
    ],
    message
  )
})

const everywhere = ['client', 'design', 'shell']

/** The parts of the page, and the parts that each may import. Only App ties screens together. */
const rendererParts = {
  client: [],
  design: [],
  shell: ['client', 'design'],
  frames: everywhere,
  // Parts of the review: they know nothing of it, nor of each other but for what stands here.
  signals: [...everywhere, 'frames'],
  events: [...everywhere, 'frames'],
  lanes: [...everywhere, 'frames'],
  layers: [...everywhere, 'frames'],
  stage: [...everywhere, 'frames'],
  timeline: [...everywhere, 'frames', 'signals', 'events'],
  // What a person decides before an analysis.
  analysis: everywhere,
  recipe: everywhere,
  // Screens.
  library: everywhere,
  drive: [...everywhere, 'analysis', 'signals'],
  model: [...everywhere, 'analysis', 'recipe'],
  review: [...everywhere, 'frames', 'signals', 'events', 'lanes', 'layers', 'stage', 'timeline'],
  settings: everywhere
}

const appByFetchAlone = {
  group: ['node:*', 'electron', '**/preload/**', '**/main/**'],
  message: 'the renderer uses fetch; only types come from main',
  allowTypeImports: true
}

const rendererRule = (part, allowed) => {
  const others = {
    regex: `^\\.\\./(?!\\.\\./${allowed.map((name) => `|${name}/`).join('')})`,
    message: `'${part}' of the renderer may import ${allowed.join(', ') || 'no other part'}`
  }
  return {
    files: [`src/renderer/${part}/**/*.{ts,svelte}`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [appByFetchAlone, others] }] }
  }
}

// A folder that the table does not name may import none.
const rendererRules = Object.entries({ '*': [], ...rendererParts }).map(([part, allowed]) =>
  rendererRule(part, allowed)
)

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
  {
    files: ['src/renderer/*.{ts,svelte}'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [appByFetchAlone] }] }
  },
  ...rendererRules
)
