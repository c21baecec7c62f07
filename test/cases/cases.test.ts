import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { writeShortDriveModel } from '../fixtures/shortDrive.ts'
import type { Case, Expected } from './case.ts'
import { writeCaseDrive } from './caseDrive.ts'
import { runExpected, type Bench } from './runCase.ts'

/** Inputs that others made for the same cases, by the same names; not part of the project. */
const others = process.env['LANEGAZE_CASES'] ?? resolve(import.meta.dirname, '../../../shared/cases')

const names = readdirSync(import.meta.dirname, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : []
)
const cases = await Promise.all(
  names.map(async (name) => ({
    name,
    ...((await import(`./${name}/case.ts`)) as { default: Case }).default
  }))
)

let work: string
let bench: Omit<Bench, 'dataDir'>

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'lanegaze-cases-'))
  const [model, drive] = [join(work, 'small.h5'), join(work, 'drive')]
  await writeShortDriveModel(model)
  writeCaseDrive(drive)
  bench = { model, drive, engines: ['ort', 'tf-wasm'] }
})

afterAll(() => rmSync(work, { recursive: true, force: true }))

describe.each(cases)('$name: $about', ({ name, make, expect: all, listedOnly }) => {
  const folder = (): string => join(work, 'made', name)
  const steps = all.map((expected) => ({ expected, what: [expected.open || 'the folder', ...(expected.with ?? [])] }))

  if (listedOnly !== undefined) {
    it.skip(`listed, not run: ${listedOnly}`)
    return
  }
  beforeAll(async () => {
    mkdirSync(folder(), { recursive: true })
    await make(folder())
  })

  // A library of its own each: the same pictures with another log would be known already.
  const run = (expected: Expected, input: string): Promise<void> =>
    runExpected(expected, input, { ...bench, dataDir: mkdtempSync(join(work, 'data-')) })

  it.each(steps)('$what', ({ expected }) => run(expected, folder()))

  const given = join(others, name)
  if (existsSync(given)) it.each(steps)("$what, of somebody else's making", ({ expected }) => run(expected, given))
})
