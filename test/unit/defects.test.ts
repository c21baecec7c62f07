import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/recordings.ts'

const root = join(import.meta.dirname, '../..')

interface Result {
  title: string
  status: string
  failureMessages: string[]
}

/** Runs the example of tests with and without defects. */
function runExample(
  env: Record<string, string>,
  only = ''
): { results: Result[]; status: number | null; said: string } {
  using folder = temporaryFolder()
  const report = join(folder.path, 'report.json')
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...['--config', 'test/defects/example/vitest.config.ts', '--reporter=json', `--outputFile=${report}`],
      ...['-t', only]
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } }
  )
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: { assertionResults: Result[] }[] }
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  return {
    results: results.filter(({ status }) => status === 'passed' || status === 'failed'),
    status: run.status,
    said: run.stderr
  }
}

it('any error inside the program fails the test that caused it, in whatever process, unless the test names it', () => {
  const { results } = runExample({})
  expect(results.length).toBeGreaterThan(5)
  expect(results.map(({ title, status }) => `${title} ${status}`)).toEqual(
    results.map(({ title }) => `${title} ${title.startsWith('passes') ? 'passed' : 'failed'}`)
  )
  const said = results.flatMap(({ failureMessages }) => failureMessages)
  expect(said).toEqual(
    [
      /is a defect:\nGET \/odd failed: TypeError: x of undefined/,
      /is a defect:\na job failed: Error: no map/,
      /is a defect:\n.* failed: TypeError: Cannot read properties of null/,
      /the defect \/GET \\\/odd\/ did not come/
    ].map((pattern) => expect.stringMatching(pattern) as string)
  )
})

it('and one that comes when the tests of its file are over fails the run', () => {
  const { results, status, said } = runExample({ LATE: '1' }, 'are over')
  expect(results.map(({ status }) => status)).toEqual(['passed'])
  expect(status).toBe(1)
  expect(said).toContain('a late one failed: Error: too late')
})
