import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defaultRule } from '../../../src/shared/events.ts'
import { InputError, NotFoundError } from '../../../src/shared/errors.ts'
import { openLibrary, type Library } from '../../../src/main/store/library.ts'
import { libraryMigrations } from '../../../src/main/store/librarySchema.ts'
import { addRun, modelDto, recordingOf } from '../../../testing/storeRows.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-library-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

function using<T>(work: (library: Library) => T): T {
  const library = openLibrary(dataDir)
  try {
    return work(library)
  } finally {
    library.close()
  }
}

const polygon = (x: number): [number, number][] => [
  [x, 1],
  [0.5, 0.4],
  [0.9, 1]
]

describe('what people make', () => {
  it('is there after closing and opening again', () => {
    using((library) => {
      const { drive, run } = addRun(library)
      library.lanes.set(drive.id, [
        { frame: 40, polygon: polygon(0.2) },
        { frame: 3, polygon: polygon(0.1) }
      ])
      library.rules.set(drive.id, run.id, { ...defaultRule, enter: 0.7 })
      library.judgements.save({
        id: 'j1',
        driveId: drive.id,
        runId: run.id,
        kind: 'lost',
        first: 5,
        last: 9,
        verdict: 'confirmed',
        note: 'it looks at “the bank” – sí',
        tags: [],
        judged: null,
        byHand: false
      })
      library.settings.set('colours', { table: 'viridis' })
    })
    using((library) => {
      const [run] = library.runs.list()
      const [drive] = library.drives.list()
      expect(drive).toMatchObject({ name: 'drive', hasSteering: true, frames: { count: 100, exact: false } })
      expect(run).toMatchObject({ driveId: drive!.id, engine: 'auto' })
      expect(library.lanes.get(drive!.id)).toEqual([
        { frame: 3, polygon: polygon(0.1) },
        { frame: 40, polygon: polygon(0.2) }
      ])
      expect(library.rules.get(run!.id)).toEqual({ ...defaultRule, enter: 0.7 })
      expect(library.judgements.list(run!.id)).toEqual([
        expect.objectContaining({
          kind: 'lost',
          first: 5,
          last: 9,
          verdict: 'confirmed',
          note: 'it looks at “the bank” – sí'
        })
      ])
      expect(library.settings.get('colours', z.object({ table: z.string() }))).toEqual({ table: 'viridis' })
    })
  })

  it('keeps verdicts of a run that is deleted, and forgets all of a drive that is', () => {
    using((library) => {
      const { drive, run } = addRun(library)
      const verdict = {
        id: 'j',
        driveId: drive.id,
        runId: run.id,
        kind: 'left',
        first: 0,
        last: 1,
        note: '',
        tags: [],
        judged: null,
        byHand: true
      } as const
      library.judgements.save({ ...verdict, verdict: 'open' })
      library.runs.remove(run.id)
      expect(library.judgements.list(run.id)).toHaveLength(1)
      addRun(library)
      library.drives.remove(drive.id)
      expect(library.judgements.list(run.id)).toEqual([])
      expect(library.runs.list()).toEqual([])
      expect(() => library.drives.get(drive.id)).toThrow(NotFoundError)
    })
  })

  it('says once that a drive is cut short: as the pass over it knows', () => {
    using((library) => {
      const [guess, known, other] = [
        { code: 'truncated', message: 'About 70 % are there.' },
        { code: 'truncated', message: 'It ends after frame 96.' },
        { code: 'false-times', message: 'Its clock is wrong.' }
      ]
      const opened = { ...recordingOf(), warnings: [guess, other] }
      const { id, warnings } = library.drives.save(opened, { openWith: {}, sample: false })
      expect(warnings).toEqual([guess, other])
      library.drives.decoded(id, { frames: 97, duration: 3.88, warnings: [known] })
      expect(library.drives.get(id).warnings).toEqual([other, known])
    })
  })

  it('keeps the exact length of a drive, and a recipe set by hand, when they are opened again', () => {
    using((library) => {
      const drive = library.drives.save(recordingOf(), { openWith: {}, sample: false, now: 1 })
      const warning = { code: 'truncated', message: 'It is cut short.' }
      library.drives.decoded(drive.id, { frames: 97, duration: 3.88, warnings: [warning] })
      const again = library.drives.save({ ...recordingOf(), path: '/elsewhere.mp4' }, { openWith: {}, sample: false })
      expect(again).toMatchObject({ path: '/elsewhere.mp4', duration: 3.88, addedAt: 1, warnings: [warning] })
      expect(again.frames).toEqual({ count: 97, exact: true })

      const model = library.models.save(modelDto())
      const bgr = { ...model.recipe, afterResize: [{ step: 'colour' as const, to: 'bgr' as const }] }
      library.models.edit(model.id, bgr, { ...model.head, positive: 'left' })
      const saved = library.models.save({ ...modelDto(), path: '/moved.h5' })
      expect(saved).toMatchObject({ path: '/moved.h5', recipe: bgr, recipeBecause: 'set by hand' })
      expect(saved.head.positive).toBe('left')
    })
  })

  it('names the format of a model, of one that it does not know by its id', () => {
    using((library) => {
      const model = library.models.save(modelDto())
      expect(model.formatName).toBe('Keras (.h5)')
      expect(library.models.save({ ...modelDto('f'.repeat(64)), format: 'of-later' }).formatName).toBe('of-later')
    })
  })

  it('gives a run another id for every part of its key, and the same id for the same key', () => {
    using((library) => {
      const { drive, model, run } = addRun(library)
      const { key } = run
      const variants = [
        { ...key, modelHash: 'f'.repeat(64) },
        { ...key, recipe: { ...key.recipe, afterResize: [{ step: 'colour' as const, to: 'bgr' as const }] } },
        { ...key, head: { ...key.head, index: 1 } },
        { ...key, method: 'occlusion' },
        { ...key, methodVersion: 2 },
        { ...key, explain: 'left' as const }
      ]
      const add = (changed: typeof key) =>
        library.runs.add({ driveId: drive.id, modelId: model.id, engine: 'auto', key: changed }).id
      const ids = variants.map(add)
      expect(new Set([run.id, ...ids]).size).toBe(variants.length + 1)
      // The order in which members were written is no difference.
      expect(add(Object.fromEntries(Object.entries(key).reverse()) as typeof key)).toBe(run.id)
    })
  })
})

describe('migration', () => {
  const newest = libraryMigrations.length
  const toNext = [...libraryMigrations, "ALTER TABLE drives ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"]

  it('keeps everything, and a copy of what was there before', () => {
    const name = using((library) => addRun(library).drive.name)
    openLibrary(dataDir, toNext).close()
    const db = new Sqlite(join(dataDir, 'library.sqlite'))
    expect(db.pragma('user_version', { simple: true })).toBe(newest + 1)
    expect(db.prepare('SELECT name, colour FROM drives').all()).toEqual([{ name, colour: 'red' }])
    db.close()
    const backup = new Sqlite(join(dataDir, `library.backup-before-version-${newest + 1}.sqlite`))
    expect(backup.pragma('user_version', { simple: true })).toBe(newest)
    expect(backup.prepare('SELECT name FROM drives').all()).toEqual([{ name }])
    backup.close()
  })

  it('leaves the library as it was where a step fails', () => {
    using((library) => addRun(library))
    expect(() =>
      openLibrary(dataDir, [...libraryMigrations, 'ALTER TABLE drives ADD COLUMN a TEXT; NONSENSE'])
    ).toThrow(InputError)
    expect(using((library) => library.drives.list())).toHaveLength(1)
  })

  it('gives runs whose maps raise no events any more the rule that they were flagged by', () => {
    const ids = using((library) => {
      const { drive, model, run } = addRun(library)
      const add = (method: string): string =>
        library.runs.add({ driveId: drive.id, modelId: model.id, engine: 'auto', key: { ...run.key, method } }).id
      const chosen = add('grad-cam')
      library.rules.set(drive.id, chosen, { ...defaultRule, enter: 0.5 })
      return { gradient: run.id, looking: add('visual-backprop'), chosen }
    })
    const db = new Sqlite(join(dataDir, 'library.sqlite'))
    db.exec('DROP TABLE method_trust; DROP TABLE tags; DROP TABLE steps')
    for (const column of ['reviewer', 'judged_at', 'tags']) db.exec(`ALTER TABLE judgements DROP COLUMN ${column}`)
    db.pragma('user_version = 5')
    db.close()
    const rules = using((library) => Object.values(ids).map((id) => library.rules.get(id)))
    expect(rules).toEqual([null, defaultRule, { ...defaultRule, enter: 0.5 }])
  })

  it('refuses the library of a newer Lanegaze', () => {
    openLibrary(dataDir, toNext).close()
    expect(() => openLibrary(dataDir)).toThrow(/newer Lanegaze.*update Lanegaze/)
  })
})

describe('a damaged library', () => {
  const file = () => join(dataDir, 'library.sqlite')

  it.each([
    ['is not a database', (bytes: Buffer) => Buffer.alloc(bytes.length, 'nonsense')],
    ['lost its second half', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['has a page of zeros', (bytes: Buffer) => Buffer.from(bytes).fill(0, 16384, 32768)]
  ])('is refused with the place of its backup where it %s', (_, damage) => {
    using((library) => addRun(library))
    const sound = readFileSync(file())
    writeFileSync(file(), damage(sound))
    expect(() => openLibrary(dataDir)).toThrow(
      new RegExp(`is damaged .*'${join(dataDir, 'library.backup.sqlite').replaceAll('.', '\\.')}'`)
    )
    // Nothing was put in its place.
    expect(readFileSync(file()).length).toBe(damage(sound).length)
  })

  it('has a backup that opens', () => {
    using((library) => addRun(library))
    writeFileSync(file(), readFileSync(join(dataDir, 'library.backup.sqlite')))
    expect(using((library) => library.drives.list())).toHaveLength(1)
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.unfinished'))).toEqual([])
  })
})

it('says what to do where the data folder cannot be made', () => {
  writeFileSync(join(dataDir, 'a file'), '')
  expect(() => openLibrary(join(dataDir, 'a file', 'data'))).toThrow(/data folder.*--data-dir/)
  expect(existsSync(join(dataDir, 'library.sqlite'))).toBe(false)
})
