import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect } from 'vitest'
import type { Inspection } from '../../src/shared/api.ts'
import type { AnalyzeResult } from '../../src/main/hosts/cli/analyze.ts'
import { runCommand, type Ran } from '../fixtures/runCommand.ts'
import type { Expected, RecordingExpected } from './case.ts'

/** What the runner brings: a model for every recording, a drive for every model, and a folder for what the app keeps. */
export interface Bench {
  model: string
  drive: string
  dataDir: string
  /** The engines that are here and that models must agree on. */
  engines: readonly string[]
}

/** An error inside the program, however it is put. */
const DEFECT = /Something went wrong inside|^\s+at .*[:(]\d+/m

/** Opens what is expected of a case in `folder` by the command, and holds its answers against it. */
export async function runExpected(expected: Expected, folder: string, bench: Bench): Promise<void> {
  const path = join(folder, expected.open)
  const words = (expected.with ?? []).map((word) => word.replace('{case}', folder))
  const ran = await runCommand('info', path, ...words, '--json', '--data-dir', bench.dataDir)
  expect(ran.err).not.toMatch(DEFECT)
  if ('refused' in expected) {
    expect([ran.status, ran.out], ran.out).toEqual([1, ''])
    // One sentence: it ends with its full stop.
    expect(ran.err.trimEnd()).toMatch(/^[^\n]*[.'][^\n]*$/)
    expect(ran.err).toMatch(expected.refused)
    return
  }
  const found = documentOf<Inspection>(ran)
  if ('several' in expected) {
    if (found.what !== 'choice') expect.fail(`taken for one: ${ran.out}`)
    expect(found.recordings.map((each) => relative(path, each.path))).toEqual(expected.several)
  } else if ('model' in expected) {
    if (found.what !== 'model') expect.fail(`not taken for a model: ${ran.out}`)
    expect(found.model.format).toBe(expected.model.format)
    expectWarnings(
      found.model.warnings.map(({ message }) => message),
      expected.model.warnings
    )
    if (expected.model.predicted) await expectPredictions(expected.model.predicted, path, bench)
  } else {
    if (found.what !== 'recording') expect.fail(`not taken for a recording: ${ran.out}`)
    await expectRecording(expected.recording, found.recording, [path, ...words], bench)
  }
}

type FoundRecording = Extract<Inspection, { what: 'recording' }>['recording']

async function expectRecording(
  expected: RecordingExpected['recording'],
  found: FoundRecording,
  opening: readonly string[],
  bench: Bench
): Promise<void> {
  const warnings = found.warnings.map(({ message }) => message)
  expect(found.kind).toBe(expected.kind)
  expectWarnings(warnings, expected.warnings)
  if (found.frames.exact) expect(found.frames.count).toBe(expected.frames)
  if (expected.choices)
    expect(Object.fromEntries(found.choices.map(({ option, values }) => [option, values]))).toEqual(expected.choices)
  if (expected.size) expect([found.width, found.height]).toEqual(expected.size)
  if (expected.analyse === false) return

  const result = await analyzed([...opening, '--model', bench.model, '--engine', 'ort'], bench)
  expect(result.frames).toBe(expected.frames)
  if (expected.analysisWarnings)
    expectWarnings(
      result.warnings.filter((message) => !warnings.includes(message)),
      expected.analysisWarnings
    )
  const rows = await exportedRows(result.run, bench)
  expect(rows).toHaveLength(expected.frames)
  expectClose(
    rows.map((row) => row.time_s),
    expected.times,
    0.001
  )
  expectClose(
    rows.map((row) => row.steering_recorded),
    expected.steering,
    1e-4 * largest(expected.steering)
  )
}

async function expectPredictions(expected: readonly number[], model: string, bench: Bench): Promise<void> {
  for (const engine of bench.engines) {
    // The engine is no part of what names a run: in one library the second would be answered with the first one's.
    const apart = { ...bench, dataDir: join(bench.dataDir, engine) }
    const result = await analyzed([bench.drive, '--model', model, '--method', 'gradient', '--engine', engine], apart)
    // Else the reference steered, whatever the engine that was asked for would have answered.
    expect(result.engine, result.warnings.join('\n')).toBe(engine)
    const rows = await exportedRows(result.run, apart)
    expectClose(
      rows.map((row) => row.steering_predicted),
      expected,
      1e-4 * largest(expected),
      `on ${engine}`
    )
  }
}

async function analyzed(words: readonly string[], { dataDir }: Bench): Promise<AnalyzeResult> {
  const ran = await runCommand('analyze', ...words, '--json', '--data-dir', dataDir)
  expect(ran.err).not.toMatch(DEFECT)
  return documentOf<AnalyzeResult>(ran)
}

type Row = Record<'time_s' | 'steering_recorded' | 'steering_predicted', number | null>

async function exportedRows(run: string, { dataDir }: Bench): Promise<Row[]> {
  const out = join(dataDir, 'rows.csv')
  const ran = await runCommand('export', run, '--format', 'csv', '--out', out, '--data-dir', dataDir)
  expect(ran.status, ran.err).toBe(0)
  const [header = '', ...lines] = readFileSync(out, 'utf8').trimEnd().split('\r\n')
  const names = header.split(',')
  const cell = (cells: string[], name: string): number | null => {
    const text = cells[names.indexOf(name)]
    return text === '' || text === undefined ? null : Number(text)
  }
  return lines.map((line) => {
    const cells = line.split(',')
    return {
      time_s: cell(cells, 'time_s'),
      steering_recorded: cell(cells, 'steering_recorded'),
      steering_predicted: cell(cells, 'steering_predicted')
    }
  })
}

function documentOf<T>({ status, out, err }: Ran): T {
  expect(status, err).toBe(0)
  return JSON.parse(out) as T
}

/** Each message matches an expectation, and each expectation a message. */
function expectWarnings(messages: readonly string[], expected: readonly RegExp[]): void {
  const unexpected = messages.filter((message) => !expected.some((pattern) => pattern.test(message)))
  const missing = expected.filter((pattern) => !messages.some((message) => pattern.test(message))).map(String)
  expect({ unexpected, missing }, messages.join('\n')).toEqual({ unexpected: [], missing: [] })
}

function expectClose(
  found: readonly (number | null)[],
  expected: readonly (number | null)[] | undefined,
  within: number,
  where = ''
): void {
  expected?.forEach((value, i) => {
    const got = found[i]
    const isClose = value === null || got === null ? value === got : Math.abs((got ?? NaN) - value) <= within
    if (!isClose) expect(found.slice(0, expected.length), where).toEqual(expected)
  })
}

function largest(values: readonly (number | null)[] | undefined): number {
  return Math.max(...(values ?? []).map((value) => Math.abs(value ?? 0)), 1e-3)
}
