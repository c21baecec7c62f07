import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { App, Spawner } from '../../src/main/app.ts'
import { cacheFile } from '../../src/main/store/cache.ts'
import { lockDrive } from '../../src/main/store/lock.ts'
import type { Drive, Model, Progress, Run } from '../../src/shared/api.ts'
import { ask, ended, ok, startApp } from '../fixtures/askedApp.ts'
import { inProcessJobs } from '../fixtures/inProcessJobs.ts'
import { seededBytes } from '../../testing/seeded.ts'
import { shortDriveFrames as frames, writeShortDrive, type ShortDrive } from '../fixtures/shortDrive.ts'
import { heardLog } from '../fixtures/logs.ts'

/**
 * Two drives, each analysed once; the cache of the first is damaged in many ways. Whatever was done to it, the second
 * is as it was, and the first can be analysed again.
 */
const PAGE = 16_384
const folder = mkdtempSync(join(tmpdir(), 'lanegaze-damaged-'))
const template = join(folder, 'template')
const dataDir = join(folder, 'data')
let files: ShortDrive
let app: App
let log: string[] = []
let [damaged, sound]: [Run, Run] = [] as never
let [damagedCsv, soundCsv] = ['', '']

const get = (path: string) => ask(app, 'GET', path)
const csvOf = async ({ id }: Run) => (await get(`/api/runs/${id}/export/csv`)).text()
const start = async (dir: string) => (app = await startApp(dir, { spawner, log: heardLog((text) => log.push(text)) }))

/** What befalls the data folder right before the next job opens it. */
let beforeJob: () => void = () => undefined
const spawner: Spawner = {
  spawn(spec) {
    beforeJob()
    beforeJob = () => undefined
    return inProcessJobs.spawn(spec)
  }
}

async function analysed(path: string, model: Model): Promise<Run> {
  const drive = await ok<Drive>(ask(app, 'POST', '/api/drives', { path, signals: files.signals }))
  const wish = { driveId: drive.id, modelId: model.id, method: 'visual-backprop', engine: 'ort' }
  const { id } = await ok<Run>(ask(app, 'POST', '/api/runs', wish))
  await ended(app, id)
  return ok<Run>(get(`/api/runs/${id}`))
}

beforeAll(async () => {
  files = await writeShortDrive(join(folder, 'recordings'))
  // The same pictures in another file, of which the end is nothing to a player.
  const other = join(folder, 'recordings/other.mp4')
  writeFileSync(other, Buffer.concat([readFileSync(files.video), Buffer.from('\0\0\0\x10freebytes..')]))
  await start(template)
  const model = await ok<Model>(ask(app, 'POST', '/api/models', { path: files.model }))
  damaged = await analysed(files.video, model)
  sound = await analysed(other, model)
  expect([damaged.state, sound.state]).toEqual(['finished', 'finished'])
  expect(damaged.driveId).not.toBe(sound.driveId)
  ;[damagedCsv, soundCsv] = [await csvOf(damaged), await csvOf(sound)]
  await app.close()
}, 60_000)

afterEach(async () => {
  await app.close()
  rmSync(dataDir, { recursive: true, force: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (): string => cacheFile(dataDir, damaged.driveId)

async function startWith(harm: () => void): Promise<void> {
  log = []
  cpSync(template, dataDir, { recursive: true })
  // So that lists have to look into the caches.
  rmSync(join(dataDir, 'cache/runs.json'), { force: true })
  harm()
  await start(dataDir)
}

const asked = (run: Run): string[] => [
  '/api/runs',
  `/api/runs?drive=${run.driveId}`,
  '/api/drives',
  `/api/runs/${run.id}`,
  `/api/runs/${run.id}/series`,
  `/api/runs/${run.id}/events`,
  `/api/runs/${run.id}/findings`,
  `/api/runs/${run.id}/regions`,
  `/api/runs/${run.id}/maps/0`,
  `/api/runs/${run.id}/maps/${frames - 1}`,
  `/api/drives/${run.driveId}/pictures/0`,
  `/api/drives/${run.driveId}/pictures/${frames - 1}`,
  `/api/drives/${run.driveId}/timeline`,
  `/api/drives/${run.driveId}/signals`,
  `/api/drives/${run.driveId}/lanes/sources`
]

/** Everything that a person can ask of the two runs is answered. */
async function expectAnswers(): Promise<void> {
  for (const path of asked(damaged)) expect((await get(path)).status, `${path}\n${log.join('\n')}`).toBeLessThan(500)
  for (const path of asked(sound)) expect((await get(path)).status, path).toBe(200)
  const listed = (await ok<Run[]>(get('/api/runs'))).map(({ id }) => id)
  expect(listed).toEqual(expect.arrayContaining([damaged.id, sound.id]))
  expect(await csvOf(sound)).toBe(soundCsv)
}

/** Goes on with the damaged run until it is whole; a job may find what nobody had looked at. */
async function analysedAgain(): Promise<Run> {
  for (let tries = 0; tries < 3; tries++) {
    await ok(ask(app, 'POST', `/api/runs/${damaged.id}/resume`))
    const last: Progress | undefined = (await ended(app, damaged.id)).at(-1)
    if (last?.state === 'finished' && (await csvOf(damaged)) === damagedCsv) break
  }
  return ok<Run>(get(`/api/runs/${damaged.id}`))
}

async function expectWayOn(): Promise<void> {
  const run = await analysedAgain()
  expect(run).toMatchObject({ state: 'finished', done: frames, warnings: damaged.warnings })
  expect(await csvOf(damaged)).toBe(damagedCsv)
  await expectDeleted()
}

async function expectDeleted(): Promise<void> {
  await ok(ask(app, 'DELETE', `/api/runs/${damaged.id}`))
  await ok(ask(app, 'DELETE', `/api/drives/${damaged.driveId}`))
  expect((await ok<Run[]>(get('/api/runs'))).map(({ id }) => id)).toEqual([sound.id])
  expect(log).toEqual([])
}

/** Writes over what lies there, as a failing disk does: the file may be open. */
function noiseFrom(byte: number, length: number, seed: number): void {
  const noise = seededBytes(Math.max(0, Math.min(length, statSync(file()).size - byte)), seed)
  const handle = openSync(file(), 'r+')
  writeSync(handle, noise, 0, noise.length, byte)
  closeSync(handle)
}

/** Of what a cache of these frames has: the schema, and pages of every table. */
const pages = [0, 1, 2, 3, 5, 8, 12, 20]

describe('noise in one page of a cache', () => {
  it.each(pages)('page %i', async (page) => {
    await startWith(() => noiseFrom(page * PAGE, PAGE, page + 1))
    await expectAnswers()
    // Whichever it was, it is not met a second time.
    await expectAnswers()
    if (page === 8) await expectWayOn()
    else await expectDeleted()
  })
})

it('noise in half of a cache is said at the run, which can be analysed again', async () => {
  await startWith(() => noiseFrom(3 * PAGE, statSync(file()).size >> 1, 5))
  await expectAnswers()
  const run = await ok<Run>(get(`/api/runs/${damaged.id}`))
  expect(run).toMatchObject({ state: 'paused', done: 0 })
  expect(run.warnings.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^The results of this drive were damaged \(.*\) and have been put aside; analyse it again\.$/)
  )
  expect(existsSync(`${file()}.damaged`)).toBe(true)
  await expectWayOn()
  // Nothing of the drive is left.
  expect(existsSync(`${file()}.damaged`)).toBe(false)
})

const others: [string, () => void, RegExp | null][] = [
  ['has no bytes', () => writeFileSync(file(), ''), /it was empty/],
  ['is noise', () => writeFileSync(file(), seededBytes(100_000, 3)), /not a database/],
  ['is cut short', () => writeFileSync(file(), readFileSync(file()).subarray(0, 5 * PAGE + 100)), /malformed/],
  ['is cut in its first page', () => writeFileSync(file(), readFileSync(file()).subarray(0, 50)), /put aside/],
  [
    'is a folder',
    () => {
      rmSync(file())
      mkdirSync(join(file(), 'x'), { recursive: true })
    },
    /it is no file/
  ],
  ['has noise for a log', () => writeFileSync(`${file()}-wal`, seededBytes(40_000, 9)), null]
]

describe('a cache that', () => {
  it.each(others)('%s', async (_, harm, said) => {
    await startWith(harm)
    await expectAnswers()
    const { state, warnings } = await ok<Run>(get(`/api/runs/${damaged.id}`))
    if (said === null) expect([state, warnings]).toEqual(['finished', damaged.warnings])
    else expect(warnings.map(({ message }) => message)).toContainEqual(expect.stringMatching(said))
    await expectDeleted()
  })

  it('cannot be opened is said, kept as it is, and there again when it can be', async () => {
    await startWith(() => mkdirSync(`${file()}-wal`))
    const before = readFileSync(file())
    await expectAnswers()
    const run = await ok<Run>(get(`/api/runs/${damaged.id}`))
    expect(run.warnings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^The results of this drive cannot be read: .*unable to open database file/)
    )
    await ok(ask(app, 'POST', `/api/runs/${damaged.id}/resume`))
    expect((await ended(app, damaged.id)).at(-1)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/cannot be opened/) as string
    })
    expect(readFileSync(file()).equals(before)).toBe(true)
    rmSync(`${file()}-wal`, { recursive: true })
    expect(await ok<Run>(get(`/api/runs/${damaged.id}`))).toMatchObject({ state: 'finished', error: null })
  })

  it.skipIf(process.getuid?.() === 0)('may not be read is said, and there again when it may be', async () => {
    await startWith(() => chmodSync(file(), 0))
    await expectAnswers()
    const run = await ok<Run>(get(`/api/runs/${damaged.id}`))
    expect(run.warnings.map(({ code }) => code)).toContain('cache-unusable')
    chmodSync(file(), 0o600)
    expect(await ok<Run>(get(`/api/runs/${damaged.id}`))).toMatchObject({ state: 'finished' })
  })

  it('a newer Lanegaze has written is left to that one', async () => {
    await startWith(() => {
      const db = new Sqlite(file())
      db.pragma('user_version = 99')
      db.close()
    })
    await expectAnswers()
    const { warnings } = await ok<Run>(get(`/api/runs/${damaged.id}`))
    expect(warnings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/newer Lanegaze.*update/))
    expect(existsSync(`${file()}.damaged`)).toBe(false)
    await ok(ask(app, 'DELETE', `/api/drives/${damaged.driveId}`))
    expect(await ok<Run[]>(get('/api/runs'))).toHaveLength(1)
  })
})

it('a damaged cache that an analysis has is not taken from it', async () => {
  await startWith(() => noiseFrom(3 * PAGE, statSync(file()).size, 6))
  const lock = lockDrive(dataDir, damaged.driveId)
  await expectAnswers()
  const { warnings } = await ok<Run>(get(`/api/runs/${damaged.id}`))
  expect(warnings.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/are damaged .*Another Lanegaze is analysing this drive/)
  )
  expect(existsSync(`${file()}.damaged`)).toBe(false)
  lock.release()
  await expectAnswers()
  expect(existsSync(`${file()}.damaged`)).toBe(true)
  await expectDeleted()
})

describe('damage that a job meets first', () => {
  const again = async (): Promise<Progress | undefined> => {
    const wish = { driveId: damaged.driveId, modelId: damaged.modelId, method: 'gradient', engine: 'ort' }
    const { id } = await ok<Run>(ask(app, 'POST', '/api/runs', wish))
    return (await ended(app, id)).at(-1)
  }

  it('in the middle of its work ends it with a sentence, and the next one computes everything again', async () => {
    await startWith(() => undefined)
    beforeJob = () => noiseFrom(2 * PAGE, statSync(file()).size, 4)
    expect(await again()).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/^The cache of this drive is damaged.*; resume to compute it again\.$/) as string
    })
    expect(existsSync(`${file()}.damaged`)).toBe(true)
    await expectAnswers()
    expect(await again()).toMatchObject({ state: 'finished', done: frames })
    expect(await analysedAgain()).toMatchObject({ state: 'finished', warnings: damaged.warnings })
    expect(log).toEqual([expect.stringMatching(/^Run \w+ failed: The cache of this drive is damaged/)])
  })

  it('when it opens the cache makes it begin anew, and the app sees what it made', async () => {
    await startWith(() => undefined)
    await expectAnswers()
    beforeJob = () => noiseFrom(0, 4096, 4)
    expect(await again()).toMatchObject({ state: 'finished', done: frames })
    await expectAnswers()
    expect(await ok<Run>(get(`/api/runs/${damaged.id}`))).toMatchObject({ state: 'paused' })
    expect(await analysedAgain()).toMatchObject({ state: 'finished', warnings: damaged.warnings })
    expect(await csvOf(damaged)).toBe(damagedCsv)
    expect(log).toEqual([])
  })
})
