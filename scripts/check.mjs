// Format, lint, imports, types and what is unused: side by side, each named, all of them run even when one fails. What
// they learnt of files that have not changed since is kept; lint then does not see what a change elsewhere means for these,
// which a run without node_modules/.cache does.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { root } from './setup/run.mjs'

const kept = 'node_modules/.cache/check'

// The longest first. What runs in a page has its types checked with its components.
const checks = [
  {
    name: 'page',
    program: 'svelte-check/bin/svelte-check',
    args: ['--incremental', '--tsconfig', 'tsconfig.page.json', '--fail-on-warnings', '--output', 'human']
  },
  {
    name: 'lint',
    program: 'eslint/bin/eslint.js',
    args: ['--max-warnings', '0', '--cache', '--cache-strategy', 'content', '--cache-location', `${kept}/eslint`, '.']
  },
  {
    name: 'types',
    program: 'typescript/bin/tsc',
    args: ['-b', 'tsconfig.node.json', 'sample']
  },
  {
    name: 'format',
    program: 'prettier/bin/prettier.cjs',
    args: [
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-strategy',
      'content',
      '--cache-location',
      `${kept}/prettier`,
      '.'
    ]
  },
  {
    name: 'imports',
    program: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: [
      '--output-type',
      'err-long',
      '--cache',
      `${kept}/imports`,
      '--cache-strategy',
      'content',
      'src',
      'sample',
      'test',
      'testing',
      'scripts'
    ]
  },
  { name: 'unused', program: 'knip/bin/knip.js', args: ['--cache', '--cache-location', `${kept}/knip`] }
]

/** Runs every check, as many at once as there are cores; resolves to {passed, failed}. */
export async function runChecks() {
  const waiting = [...checks]
  let failed = 0
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) if (!(await passes(check))) failed++
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return { passed: checks.length - failed, failed }
}

/** Runs one; what it says is printed when it is over, so that two do not mix. */
async function passes({ name, program, args }) {
  const child = spawn('node', [`node_modules/${program}`, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  for (const out of [child.stdout, child.stderr]) out.on('data', (piece) => said.push(piece))
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0) process.stdout.write(Buffer.concat(said))
  process.stdout.write(`check: ${name} ${status === 0 ? 'ok' : 'FAILED'}\n`)
  return status === 0
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exit((await runChecks()).failed ? 1 : 0)
