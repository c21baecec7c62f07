import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nodeSpawner, type App } from '../../src/main/app.ts'
import { serve } from '../../src/main/hosts/serve/serve.ts'
import { openLibrary } from '../../src/main/store/library.ts'
import type { Drive, LibraryAnswered, LibraryGeneration, LibraryState } from '../../src/shared/api.ts'
import { ask, failure, ok, startApp } from '../fixtures/askedApp.ts'
import { seededBytes } from '../../testing/seeded.ts'
import { runCommand, type Ran } from '../fixtures/runCommand.ts'
import { addRun } from '../../testing/storeRows.ts'

let dataDir: string
let app: App | null
const at = (name: string): string => join(dataDir, name)
const library = () => at('library.sqlite')

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-question-'))
  app = null
  // Somebody's work, and a backup of it made as it was closed.
  const made = openLibrary(dataDir)
  const { drive, run } = addRun(made)
  const verdict = { driveId: drive.id, runId: run.id, kind: 'left', tags: [], judged: null, byHand: false } as const
  made.judgements.save({ ...verdict, id: 'a', first: 1, last: 2, verdict: 'confirmed', note: 'looks at the bank' })
  made.judgements.save({ ...verdict, id: 'b', first: 5, last: 9, verdict: 'open', note: '' })
  made.close()
})
afterEach(async () => {
  await app?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function opened(): Promise<App> {
  await app?.close()
  app = await startApp(dataDir)
  return app
}

const drivesOf = async (on: App) => (await ok<Drive[]>(ask(on, 'GET', '/api/drives'))).map(({ name }) => name)
const restore = (on: App, generation: string) =>
  ok<LibraryAnswered>(ask(on, 'POST', '/api/library/restore', { generation }))

function half(file: string): void {
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.subarray(0, bytes.length >> 1))
}

const wrong: [string, RegExp, () => void][] = [
  ['missing', /is missing/, () => rmSync(library())],
  ['empty', /is empty/, () => writeFileSync(library(), '')],
  [
    'a file of SQLite without a table',
    /is empty/,
    () => {
      rmSync(library())
      new Sqlite(library()).exec('CREATE TABLE a (b); DROP TABLE a').close()
    }
  ],
  ['noise', /is damaged/, () => writeFileSync(library(), seededBytes(40_000, 7))],
  ['cut short', /is damaged/, () => half(library())],
  ['cut within its first page', /is damaged/, () => writeFileSync(library(), readFileSync(library()).subarray(0, 60))],
  [
    'without its tables',
    /is damaged/,
    () => {
      const db = new Sqlite(library())
      db.exec('PRAGMA foreign_keys = OFF; DROP TABLE judgements')
      db.close()
    }
  ],
  [
    'a folder',
    /is not a file/,
    () => {
      rmSync(library())
      mkdirSync(library())
    }
  ]
]

describe.each(wrong)('a library that is %s', (_, why, harm) => {
  it('is a question, answered by its backup, and loses nothing', async () => {
    harm()
    const backup = readFileSync(at('library.backup.sqlite'))
    const asked = await opened()

    expect(await failure(ask(asked, 'GET', '/api/drives'))).toEqual({
      status: 503,
      error: expect.stringMatching(why) as string
    })
    expect((await failure(ask(asked, 'GET', '/api/runs'))).error).toContain("'lanegaze library'")
    expect(await ok<LibraryState>(ask(asked, 'GET', '/api/library'))).toEqual({
      file: library(),
      question: expect.stringMatching(why) as string
    })
    const [generation] = await ok<LibraryGeneration[]>(ask(asked, 'GET', '/api/library/generations'))
    expect(generation).toMatchObject({
      name: 'library.backup.sqlite',
      kind: 'backup',
      holds: { drives: 1, runs: 1, verdicts: 1, notes: 1 },
      trouble: null
    })
    expect(readFileSync(at('library.backup.sqlite')).equals(backup)).toBe(true)

    const { restored, aside } = await restore(asked, 'library.backup.sqlite')
    expect(restored?.holds).toEqual(generation!.holds)
    expect(aside.every((name) => existsSync(at(name)))).toBe(true)
    expect(await drivesOf(asked)).toEqual(['drive'])
    expect((await ok<LibraryState>(ask(asked, 'GET', '/api/library'))).question).toBeNull()
    expect(await drivesOf(await opened())).toEqual(['drive'])
  })
})

describe('restoring', () => {
  it('does not apply a log that lies beside a missing library', async () => {
    // A log with a change that was never brought into the file: verdicts, drives and all are deleted in it.
    const db = new Sqlite(library())
    db.pragma('foreign_keys = ON')
    db.pragma('wal_autocheckpoint = 0')
    db.exec('DELETE FROM drives')
    const log = readFileSync(`${library()}-wal`)
    db.close()
    rmSync(library())
    writeFileSync(`${library()}-wal`, log)
    // Then restored from a file that the log would fit.
    const asked = await opened()
    const { aside } = await restore(asked, 'newest')
    expect(aside).toEqual([expect.stringMatching(/^library\.set-aside-.*\.sqlite-wal$/)])
    expect(readFileSync(at(aside[0]!)).equals(log)).toBe(true)
    expect(await drivesOf(asked)).toEqual(['drive'])
  })

  it('asks where only a log of it is left', async () => {
    rmSync(library())
    rmSync(at('library.backup.sqlite'))
    writeFileSync(`${library()}-wal`, seededBytes(5000, 3))
    const asked = await opened()
    expect((await failure(ask(asked, 'GET', '/api/drives'))).error).toMatch(/is missing; .* begins an empty one/)
    expect(readFileSync(`${library()}-wal`).length).toBe(5000)
  })

  it('offers no backup that is damaged, and takes the newest that is sound', async () => {
    copyFileSync(at('library.backup.sqlite'), at('library.backup-2026-01-02T03-04-05Z.sqlite'))
    half(at('library.backup.sqlite'))
    rmSync(library())
    const asked = await opened()
    const listed = await ok<LibraryGeneration[]>(ask(asked, 'GET', '/api/library/generations'))
    expect(listed).toMatchObject([
      { name: 'library.backup.sqlite', holds: null, trouble: expect.stringMatching(/is damaged/) as string },
      { at: Date.UTC(2026, 0, 2, 3, 4, 5), holds: { drives: 1 }, trouble: null }
    ])
    expect(
      await failure(ask(asked, 'POST', '/api/library/restore', { generation: 'library.backup.sqlite' }))
    ).toMatchObject({ status: 400, error: expect.stringMatching(/library\.backup\.sqlite' is damaged/) as string })
    expect(await failure(ask(asked, 'POST', '/api/library/restore', { generation: '../x.sqlite' }))).toMatchObject({
      status: 404
    })
    expect((await restore(asked, 'newest')).restored?.name).toBe('library.backup-2026-01-02T03-04-05Z.sqlite')
    expect(await drivesOf(asked)).toEqual(['drive'])
  })

  it('takes place of an open library too, which is set aside and can be had again', async () => {
    const on = await opened()
    await ok(ask(on, 'DELETE', `/api/drives/${(await ok<Drive[]>(ask(on, 'GET', '/api/drives')))[0]!.id}`))
    const { aside } = await restore(on, 'newest')
    expect(await drivesOf(on)).toEqual(['drive'])
    await restore(on, aside[0]!)
    expect(await drivesOf(on)).toEqual([])
  })

  it('is refused while another process has the library open', async () => {
    const other = openLibrary(dataDir)
    const on = await opened()
    expect(await failure(ask(on, 'POST', '/api/library/restore', { generation: 'newest' }))).toMatchObject({
      status: 400,
      error: 'Another Lanegaze has this library open; close it first.'
    })
    expect(await drivesOf(on)).toEqual(['drive'])
    other.close()
  })
})

it('begins with an empty library where that is wanted, and keeps all files under other names', async () => {
  writeFileSync(library(), seededBytes(40_000, 7))
  const backup = readFileSync(at('library.backup.sqlite'))
  const asked = await opened()
  const { restored, aside } = await ok<LibraryAnswered>(ask(asked, 'POST', '/api/library/begin-empty'))
  expect(restored).toBeNull()
  expect(await drivesOf(asked)).toEqual([])
  expect(readFileSync(at(aside[0]!)).length).toBe(40_000)
  expect(readFileSync(at(aside[1]!)).equals(backup)).toBe(true)
  expect((await failure(ask(asked, 'POST', '/api/library/begin-empty'))).status).toBe(409)
  // What was set aside can be restored still.
  await restore(asked, aside[1]!)
  expect(await drivesOf(asked)).toEqual(['drive'])
})

it('begins anew without a question where there never was a library', async () => {
  for (const name of readdirSync(dataDir)) rmSync(at(name), { recursive: true })
  expect(await drivesOf(await opened())).toEqual([])
  await app!.close()
  app = null
  rmSync(library())
  writeFileSync(library(), '')
  expect(await drivesOf(await opened())).toEqual([])
})

it('never overwrites the backup of a library that is gone, however old it is', async () => {
  const old = new Date(Date.now() - 30 * 60_000)
  utimesSync(at('library.backup.sqlite'), old, old)
  const backup = readFileSync(at('library.backup.sqlite'))
  writeFileSync(library(), '')
  await opened()
  await opened()
  await app!.close()
  app = null
  expect(readFileSync(at('library.backup.sqlite')).equals(backup)).toBe(true)
  expect(readFileSync(library()).length).toBe(0)
})

it('is backed up while the app is open, as in a review of hours', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const on = await opened()
    const backup = at('library.backup.sqlite')
    const old = new Date(Date.now() - 2 * 60 * 60_000)
    utimesSync(backup, old, old)
    const [drive] = await ok<Drive[]>(ask(on, 'GET', '/api/drives'))
    const polygon = [
      [0.1, 1],
      [0.5, 0.4],
      [0.9, 1]
    ]
    await ok(ask(on, 'PUT', `/api/drives/${drive!.id}/lanes`, { version: 1, keyframes: [{ frame: 0, polygon }] }))
    vi.advanceTimersByTime(60_000)
    const db = new Sqlite(backup, { readonly: true })
    expect(db.prepare('SELECT count(*) FROM lane_keyframes').pluck().get()).toBe(1)
    db.close()
    expect(await ok<LibraryGeneration[]>(ask(on, 'GET', '/api/library/generations'))).toHaveLength(2)
  } finally {
    vi.useRealTimers()
  }
})

describe('the command', () => {
  const lanegaze = (...words: string[]): Promise<Ran> => runCommand(...words, '--data-dir', dataDir)

  it('ends with one sentence that names the way back, and touches nothing', async () => {
    rmSync(library())
    const before = readdirSync(dataDir).sort()
    for (const words of [
      ['info', '/drive.mp4'],
      ['analyze', '/drive.mp4', '--model', '/m.h5'],
      ['export', 'x', '--format', 'csv', '--out', at('x')]
    ]) {
      const { status, out, err } = await lanegaze(...words)
      expect([status, out]).toEqual([1, ''])
      expect(err).toBe(
        `The library '${library()}' is missing; 'lanegaze library' restores one of its backups, the newest being '${at('library.backup.sqlite')}'.\n`
      )
    }
    expect(readdirSync(dataDir).sort()).toEqual(expect.arrayContaining(before))
    expect(existsSync(library())).toBe(false)
  })

  it('lists the copies, and restores one', async () => {
    half(library())
    const listed = await lanegaze('library')
    expect(listed).toMatchObject({ status: 0, err: '' })
    expect(listed.out).toMatch(/library\.sqlite' is damaged/)
    expect(listed.out).toMatch(
      / {2}library\.backup\.sqlite {2}\d{4}-\d\d-\d\d \d\d:\d\d: 1 drive, 1 run, 1 verdict, 1 note\n/
    )
    expect(await lanegaze('library', '--restore', 'other.sqlite')).toMatchObject({
      status: 1,
      err: "There is no backup 'other.sqlite' of the library.\n"
    })

    const restored = await lanegaze('library', '--restore', 'newest')
    expect(restored).toMatchObject({ status: 0, err: '' })
    expect(restored.out).toMatch(
      /^Restored library\.backup\.sqlite: .*1 drive, 1 run.*\nWhat was there is now library\.set-aside-/
    )
    expect(restored.out).toContain('is open.')
    expect(await drivesOf(await opened())).toEqual(['drive'])
  })

  it('begins an empty one where that is wanted, and only where it has to', async () => {
    expect((await lanegaze('library', '--begin-empty')).err).toMatch(/^The library is sound/)
    rmSync(library())
    const { out } = await lanegaze('library', '--begin-empty', '--json')
    expect(JSON.parse(out)).toMatchObject({
      question: null,
      answered: { restored: null },
      generations: [{ kind: 'set-aside' }]
    })
    expect(await drivesOf(await opened())).toEqual([])
  })
})

it('serves the question alone where a recording was to be shown', async () => {
  rmSync(library())
  const serving = await serve({
    dataDir,
    spawner: nodeSpawner('none'),
    sampleDir: null,
    rendererDir: null,
    port: 0,
    path: '/drive.mp4'
  })
  expect(new URL(serving.address).hash).toBe('')
  await serving.close()
})
