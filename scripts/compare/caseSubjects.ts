import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Case, Expected } from '../../test/cases/case.ts'
import { writeCaseDrive } from '../../test/cases/caseDrive.ts'
import { once } from './inputs.ts'
import { smallModel, writeLayersModel } from './layersModel.ts'
import type { Subject } from './subject.ts'

const home = join(import.meta.dirname, '../../test/cases')

/** Every input of test/cases: recordings under a small model, models on a small drive, and what is refused. */
export async function caseSubjects(folder: string): Promise<Subject[]> {
  const drive = join(folder, 'drive')
  const model = join(folder, 'model/model.json')
  const bench = once(async () => {
    writeCaseDrive(drive)
    await writeLayersModel(join(folder, 'model'), smallModel)
  })
  const entries = await readdir(home, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const subjects: Subject[] = []
  for (const name of names.toSorted()) {
    const { make, expect, listedOnly } = await caseOf(name)
    if (listedOnly !== undefined) continue
    const place = join(folder, 'made', name)
    const made = once(async () => {
      await mkdir(place, { recursive: true })
      await make(place)
    })
    for (const [i, expected] of expect.entries())
      subjects.push({
        ...subjectOf(expected, place, { drive, model }),
        name: `cases/${name}/${i + 1}`,
        prepare: async () => {
          await bench()
          await made()
        }
      })
  }
  return subjects
}

async function caseOf(name: string): Promise<Case> {
  const module = (await import(join(home, name, 'case.ts'))) as { default: Case }
  return module.default
}

type Unnamed<T> = T extends Subject ? Omit<T, 'name'> : never

function subjectOf(expected: Expected, place: string, bench: { drive: string; model: string }): Unnamed<Subject> {
  const path = join(place, expected.open)
  const words = (expected.with ?? []).map((word) => word.replace('{case}', place))
  const run = { kind: 'run', engine: 'ort', method: 'gradient', exports: ['csv'], seconds: 2.5 } as const
  if ('model' in expected) return { ...run, recording: [bench.drive], model: path }
  if ('recording' in expected && expected.recording.analyse !== false)
    return { ...run, recording: [path, ...words], model: bench.model }
  const isRefused = 'refused' in expected
  const commands = [['info', path, ...words, '--json']]
  return { kind: 'asked', commands, expected: isRefused ? 'refused' : 'works', seconds: 0.7 }
}
