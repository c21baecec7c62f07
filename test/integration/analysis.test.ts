import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { detectorVersion } from '../../src/main/lanes/detect.ts'
import { lockDrive } from '../../src/main/store/lock.ts'
import { BATCH } from '../../src/main/analysis/passPlan.ts'
import { differences, dumpCache, openBench, type Bench } from '../fixtures/analysisBench.ts'
import { writeRoadVideo, writeSmallModel } from '../../testing/smallDrive.ts'

const FRAMES = 5 * BATCH + 7

let folder: string
let drive: string
let model: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-analysis-'))
  drive = writeRoadVideo(join(folder, 'drive'), FRAMES)
  model = await writeSmallModel(join(folder, 'model'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let dataDir: string
let bench: Bench
beforeEach(() => {
  dataDir = mkdtempSync(join(folder, 'data-'))
  bench = openBench(dataDir)
})
afterEach(() => bench.close())

describe('an analysis', () => {
  it('gives every frame a picture, a time, a prediction, a map, a lane region and a score', async () => {
    const { id, driveId } = await bench.prepare(drive, model)
    const run = await bench.run(id)
    expect(run).toMatchObject({ state: 'finished', done: FRAMES, total: FRAMES, error: null })
    const cache = bench.store.cache(driveId)
    expect(Array.from(cache.times())).toEqual(
      Array.from({ length: FRAMES }, (_, frame) => expect.closeTo(frame / 25, 3))
    )
    for (const frame of [0, BATCH - 1, BATCH, FRAMES - 1]) {
      expect(Array.from(cache.picture(frame)!.subarray(0, 2))).toEqual([0xff, 0xd8])
      const map = cache.map(id, frame)!
      expect([map.width, map.height, Math.max(...map.data)]).toEqual([64, 24, 255])
    }
    expect(cache.scores(id)).toHaveLength(FRAMES)
    expect(cache.detectedRegions(detectorVersion)).toHaveLength(FRAMES)
    const [steering] = cache.signals()
    // The CSV says sin(frame / 20) at frame / 25 seconds.
    expect(steering).toMatchObject({ role: 'steering' })
    steering!.values.forEach((value, frame) => expect(Math.abs(value!)).toBeCloseTo(Math.abs(Math.sin(frame / 20)), 3))
    expect(bench.store.library.drives.get(driveId).frames).toEqual({ count: FRAMES, exact: true })
  })

  it('that is paused goes on where it stopped, and ends with the rows of one that is not', async () => {
    const { id, driveId } = await bench.prepare(drive, model)
    let isPaused = false
    bench.watch((message) => {
      if (isPaused || message.type !== 'progress' || message.frames?.first !== BATCH) return
      isPaused = true
      void bench.supervisor.pause(id)
    })
    const paused = await bench.run(id)
    expect(paused.state).toBe('paused')
    expect(paused.done).toBeGreaterThanOrEqual(2 * BATCH)
    expect(paused.done).toBeLessThan(FRAMES)
    expect(paused.done % BATCH).toBe(0)
    expect((await bench.run(id)).state).toBe('finished')

    const calmDir = mkdtempSync(join(folder, 'calm-'))
    const calm = openBench(calmDir)
    await calm.prepare(drive, model)
    await calm.run(id)
    await calm.close()
    expect(differences(dumpCache(dataDir, driveId), dumpCache(calmDir, driveId))).toEqual([])
  })

  it('that is cancelled leaves the pictures, and nothing of itself', async () => {
    const { id, driveId } = await bench.prepare(drive, model)
    bench.watch((message) => {
      if (message.type === 'progress' && message.frames?.first === 2 * BATCH) void bench.supervisor.cancel(id)
    })
    bench.supervisor.start(id)
    for await (const progress of bench.supervisor.progress(id)) expect(progress.error).toBeNull()
    expect(bench.supervisor.list()).toEqual([])
    const cache = bench.store.cache(driveId)
    expect([cache.resultsDone(id), cache.run(id)]).toEqual([0, null])
    expect(cache.framesDone()).toBeGreaterThanOrEqual(2 * BATCH)
  })

  it('of another method or model uses the pictures again, and never the maps', async () => {
    const first = await bench.prepare(drive, model)
    await bench.run(first.id)
    const before = dumpCache(dataDir, first.driveId)
    const second = await bench.prepare(drive, model, 'gradient')
    const other = await writeSmallModel(join(folder, 'other model'), 77)
    const third = await bench.prepare(drive, other)
    expect(new Set([first.id, second.id, third.id]).size).toBe(3)
    for (const run of [second, third]) {
      expect(await bench.run(run.id)).toMatchObject({ state: 'finished', done: FRAMES })
    }
    const after = dumpCache(dataDir, first.driveId)
    for (const table of ['frames', 'pictures', 'lane_evidence', 'lane_regions', 'signals'])
      expect(differences({ [table]: after[table]! }, { [table]: before[table]! })).toEqual([])
    expect(after['maps']).toHaveLength(3 * FRAMES)
    const maps = new Set(after['maps'])
    expect(before['maps']!.filter((row) => !maps.has(row))).toEqual([])
    const cache = bench.store.cache(first.driveId)
    const [a, b] = [cache.map(first.id, 0)!, cache.map(third.id, 0)!]
    expect(Buffer.from(a.data).equals(b.data)).toBe(false)
  })
})

describe('an analysis that cannot be done fails with one sentence', () => {
  it('where the model file was replaced by another', async () => {
    const path = await writeSmallModel(join(dataDir, 'model'), 5)
    const { id } = await bench.prepare(drive, path)
    await writeSmallModel(join(dataDir, 'model'), 6)
    expect(await bench.run(id)).toMatchObject({
      state: 'failed',
      error: `The model 'model/model.json' has changed since it was opened; open it again: '${path}'.`
    })
  })

  it('where the recording is gone', async () => {
    const path = writeRoadVideo(join(dataDir, 'drive'), 40)
    const { id } = await bench.prepare(path, model)
    rmSync(path)
    const { state, error } = await bench.run(id)
    expect(state).toBe('failed')
    expect(error).toContain('road.mp4')
  })

  it('where the recording became another', async () => {
    const path = writeRoadVideo(join(dataDir, 'drive'), 40)
    const { id } = await bench.prepare(path, model)
    writeRoadVideo(join(dataDir, 'drive'), 50)
    expect((await bench.run(id)).error).toMatch(/recording has changed since it was opened; open it again/)
  })

  it('where the process crashes, and goes on from there when it is resumed', async () => {
    const { id } = await bench.prepare(drive, model)
    bench.watch((message, job) => {
      if (message.type === 'progress' && message.frames?.first === BATCH) job.kill()
    })
    const crashed = await bench.run(id)
    expect(crashed.state).toBe('failed')
    expect(crashed.error).toMatch(
      /^The analysis process ended unexpectedly \(signal SIGKILL\) at frames \d+ to \d+; resume/
    )
    bench.watch(() => undefined)
    expect(await bench.run(id)).toMatchObject({ state: 'finished', error: null, done: FRAMES })
  })

  it('where the recipe does not fit the model', async () => {
    const path = await writeSmallModel(join(dataDir, 'model'))
    const recipe = {
      version: 1,
      crop: null,
      resize: { width: 64, height: 24, filter: 'area' },
      colour: 'gray',
      scale: { multiply: 1, add: 0 }
    }
    const head = { output: 'steering', index: 0, unit: 'normalised', positive: 'right' }
    writeFileSync(`${path}.recipe.json`, JSON.stringify({ recipe, head }))
    await expect(bench.prepare(drive, path)).rejects.toThrow(/recipe/)
  })
})

it('refuses to analyse a drive that another process is analysing', async () => {
  const { id } = await bench.prepare(drive, model)
  const second = openBench(dataDir)
  const answers: Promise<unknown>[] = []
  bench.watch((message) => {
    if (message.type !== 'progress' || message.stage !== 'decoding' || answers.length > 0) return
    answers.push(second.run(id))
  })
  const run = await bench.run(id)
  // The second one met the first, or came after its end: it never disturbs it.
  await Promise.all(answers)
  await second.close()
  expect(run.state).toBe('finished')
  expect(bench.store.cache(run.driveId).scores(id)).toHaveLength(FRAMES)
})

it('goes on with a run whose app was killed, once the job that was left alone has stopped', async () => {
  const { id, driveId } = await bench.prepare(drive, model)
  const app = join(import.meta.dirname, '../fixtures/dyingApp.ts')
  expect(spawnSync(process.execPath, [app, dataDir, id]).signal).toBe('SIGKILL')
  expect(bench.supervisor.describe(id).state).toBe('paused')
  // The job holds the lock of its drive as long as it lives.
  await vi.waitFor(() => lockDrive(dataDir, driveId).release(), { timeout: 30_000, interval: 100 })
  const left = bench.supervisor.describe(id)
  expect(left.done).toBeLessThan(FRAMES)
  expect(left.done % BATCH).toBe(0)
  expect(await bench.run(id)).toMatchObject({ state: 'finished', done: FRAMES })
})
