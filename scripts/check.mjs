// Format, lint and types, each named, all of them run even when one fails.
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { root } from './setup/run.mjs'

const checks = [
  { name: 'format', program: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'lint', program: 'eslint/bin/eslint.js', args: ['--max-warnings', '0', '.'] },
  { name: 'types', program: 'typescript/bin/tsc', args: ['-p', '.'] },
  { name: 'svelte', program: 'svelte-check/bin/svelte-check', args: ['--fail-on-warnings', '--output', 'human'] }
]

/** Runs every check; returns {passed, failed}. */
export function runChecks() {
  let failed = 0
  for (const { name, program, args } of checks) {
    const { status } = spawnSync('node', [`node_modules/${program}`, ...args], { cwd: root, stdio: 'inherit' })
    process.stdout.write(`check: ${name} ${status === 0 ? 'ok' : 'FAILED'}\n`)
    if (status !== 0) failed++
  }
  return { passed: checks.length - failed, failed }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exit(runChecks().failed ? 1 : 0)
