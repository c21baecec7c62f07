// All tests: checks, Vitest, Playwright. Ends with one line that adds them up.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChecks } from './check.mjs'
import { findBrowser } from './setup/browser.mjs'
import { root } from './setup/run.mjs'

const work = mkdtempSync(join(tmpdir(), 'lanegaze-test-'))

/** Runs a test program; a report that is missing or empty counts as a failure of the runner. */
function runner(program, args, env, count) {
  const result = join(work, 'result.json')
  rmSync(result, { force: true })
  const { status } = spawnSync('node', [`node_modules/${program}`, ...args(result)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env(result) }
  })
  let sum = { passed: 0, failed: 1, skipped: 0 }
  try {
    sum = count(JSON.parse(readFileSync(result, 'utf8')))
  } catch (error) {
    process.stdout.write(`no report of ${program}: ${error.message}\n`)
  }
  if (status !== 0 && sum.failed === 0) sum.failed = 1
  return sum
}

const vitest = () =>
  runner(
    'vitest/vitest.mjs',
    (result) => ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${result}`],
    () => ({}),
    (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests + (report.success || report.numFailedTests ? 0 : 1),
      skipped: report.numPendingTests + report.numTodoTests
    })
  )

const playwright = () =>
  runner(
    '@playwright/test/cli.js',
    () => ['test', '--reporter=list,json'],
    (result) => ({ PLAYWRIGHT_JSON_OUTPUT_NAME: result, CHROMIUM_BIN: findBrowser() ?? '' }),
    ({ stats, errors }) => ({
      // A test that passed only when tried again is a failure.
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped
    })
  )

try {
  const sums = [await runChecks(), vitest(), playwright()]
  const total = (key) => sums.reduce((sum, each) => sum + (each[key] ?? 0), 0)
  process.stdout.write(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped\n`)
  process.exitCode = total('failed') ? 1 : 0
} finally {
  rmSync(work, { recursive: true, force: true })
}
