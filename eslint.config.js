import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import { rendererParts } from './.dependency-cruiser.js'
import svelteConfig from './svelte.config.js'

/**
 * The parts of the page as .dependency-cruiser.js has them, for the types that a component imports: it sees components
 * compiled, and then these are gone.
 */
const typesOfParts = Object.entries(rendererParts).map(([part, allowed]) => ({
  files: [`src/renderer/${part}/**/*.svelte`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^\\.\\./(?!\\.\\./${allowed.map((name) => `|${name}/`).join('')})`,
            message: `'${part}' of the page may import ${allowed.join(', ') || 'no other part'}`
          }
        ]
      }
    ]
  }
}))

/** Names that node has and a page has not. They come with the types of the routes, so TypeScript does not hold them. */
const ofNodeAlone = Object.keys(globals.node).filter((name) => !(name in globals.browser))

export default ts.config(
  { ignores: ['out', '.svelte-check', 'node_modules', 'test-results', 'playwright-report', 'resources'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], tsconfigRootDir: import.meta.dirname }
    },
    rules: {
      // An index that a loop has just bounded is not a risk that a check would lower.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Interfaces write functions as methods, and what implements them are closures and tables: no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      // `async` also makes a rejection of what is thrown, and one of several functions of a kind may have nothing to await.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'use a union' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }]
    }
  },
  // To ESLint an imported component is any, with all that it calls back with; svelte-check knows what it takes and gives.
  {
    files: ['**/*.svelte'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off'
      ])
    )
  },
  // Vitest's matchers (expect.closeTo, …) are any.
  {
    files: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-return': 'off' }
  },
  // What must run before there are packages is not TypeScript, and has no types.
  { files: ['**/*.{js,mjs}'], ...ts.configs.disableTypeChecked },
  // TypeScript knows which names exist.
  { files: ['**/*.ts', '**/*.svelte'], rules: { 'no-undef': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } }
  },
  {
    files: ['src/{renderer,shared}/**'],
    rules: {
      'no-restricted-globals': ['error', ...ofNodeAlone.map((name) => ({ name, message: 'a page has no node' }))]
    }
  },
  ...typesOfParts
)
