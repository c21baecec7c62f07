import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BATCH } from '../../src/main/analysis/passPlan.ts'
import { defaultRule } from '../../src/shared/events.ts'
import { differences, dumpCache, dumpLibrary, openBench, type Bench } from '../fixtures/analysisBench.ts'
import { seeded } from '../../testing/seeded.ts'
import { writeRoadPictures, writeRoadVideo, writeSmallModel } from '../../testing/smallDrive.ts'

/** Not a multiple of the batch, so that the last batch is a part of one. */
const FRAMES = 24 * BATCH + 11

let folder: string
let model: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-kill-'))
  model = await writeSmallModel(join(folder, 'model'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A moment at which a job is killed: some time after it began, or began with a frame, or began to score. */
type Moment = { after: 'start'; ms: number } | { after: number | 'scoring'; ms: number }

/** Ten moments in the order in which a run comes by them. */
function tenMoments(seed: number): Moment[] {
  const random = seeded(seed)
  const inPass = Array.from({ length: 8 }, (_, i) => ({
    after: Math.floor((i + random()) * 2.5) * BATCH,
    ms: random() * 40
  }))
  return [{ after: 'start', ms: random() * 300 }, ...inPass, { after: 'scoring', ms: random() * 10 }]
}

async function killAt(bench: Bench, runId: string, moment: Moment): Promise<void> {
  bench.watch((message, job) => {
    if (message.type !== 'progress') return
    const isThere = message.frames ? message.frames.first >= Number(moment.after) : moment.after === 'scoring'
    if (isThere) void wait(moment.ms).then(() => job.kill())
  })
  const ended = bench.run(runId)
  if (moment.after === 'start') void wait(moment.ms).then(() => bench.newestJob().kill())
  const { state, error } = await ended
  expect(state).toBe('failed')
  expect(error).toMatch(/ended unexpectedly \(signal SIGKILL\)/)
  if (typeof moment.after === 'number') expect(error).toMatch(/at frames \d+ to \d+; resume/)
}

/** What people made of the run, with words that must survive. */
function judge(bench: Bench, driveId: string, runId: string): void {
  const { library } = bench.store
  library.lanes.set(driveId, [
    {
      frame: 10,
      polygon: [
        [0.1, 1],
        [0.5, 0.5],
        [0.9, 1]
      ]
    }
  ])
  library.rules.set(driveId, runId, { ...defaultRule, enter: 0.8 })
  for (const [id, first] of [
    ['one', 4],
    ['two', 90]
  ] as const) {
    const note = `what I saw at ${first}`
    library.judgements.save({
      id,
      driveId,
      runId,
      kind: 'left',
      first,
      last: first + 9,
      verdict: 'confirmed',
      note,
      tags: [],
      judged: null,
      byHand: true
    })
  }
}

/** A run that nobody disturbs, and its rows. */
async function undisturbed(drive: string): Promise<{ dataDir: string; driveId: string; runId: string }> {
  const dataDir = mkdtempSync(join(folder, 'calm-'))
  const bench = openBench(dataDir)
  const { id, driveId } = await bench.prepare(drive, model)
  judge(bench, driveId, id)
  const run = await bench.run(id)
  await bench.close()
  expect(run).toMatchObject({ state: 'finished', error: null, done: FRAMES, total: FRAMES })
  return { dataDir, driveId, runId: id }
}

describe('a job that is killed with -9 ten times', () => {
  it('gives the same rows, byte for byte, as one that is not, and touches nothing that people made', async () => {
    const drive = writeRoadVideo(join(folder, 'video'), FRAMES)
    const calm = await undisturbed(drive)

    const dataDir = mkdtempSync(join(folder, 'killed-'))
    const bench = openBench(dataDir)
    const { id, driveId } = await bench.prepare(drive, model)
    expect(id).toBe(calm.runId)
    judge(bench, driveId, id)
    const made = dumpLibrary(dataDir)
    for (const moment of tenMoments(20240607)) await killAt(bench, id, moment)
    bench.watch(() => undefined)
    expect(await bench.run(id)).toMatchObject({ state: 'finished', error: null, done: FRAMES })
    await bench.close()

    const [rows, expected] = [dumpCache(dataDir, driveId), dumpCache(calm.dataDir, driveId)]
    expect(expected['results']).toHaveLength(FRAMES)
    expect(expected['score_columns']?.length).toBeGreaterThan(0)
    expect(differences(rows, expected)).toEqual([])
    const kept = dumpLibrary(dataDir)
    for (const table of ['judgements', 'rules', 'lane_keyframes', 'runs', 'models'])
      expect(kept[table]).toEqual(made[table])
  }, 600_000)

  it('goes on with the engine that it chose, whichever that was', async () => {
    const drive = writeRoadVideo(join(folder, 'auto'), 6 * BATCH)
    const bench = openBench(mkdtempSync(join(folder, 'auto-')))
    const { id, driveId } = await bench.prepare(drive, model, 'gradient', 'auto')
    await killAt(bench, id, { after: 3 * BATCH, ms: 0 })
    const chosen = bench.store.cache(driveId).run(id)?.engine
    expect(chosen).toBeTruthy()
    bench.watch(() => undefined)
    expect(await bench.run(id)).toMatchObject({ state: 'finished', engine: chosen, done: 6 * BATCH })
    await bench.close()
  }, 600_000)

  it('does so for pictures too, with damaged ones at the edge of a batch', async () => {
    const drive = writeRoadPictures(join(folder, 'pictures'), FRAMES)
    for (const frame of [BATCH - 1, BATCH, 3 * BATCH - 1, 3 * BATCH, FRAMES - 1]) {
      rmSync(join(drive, `frame${frame + 1}.jpg`))
      cpSync(model, join(drive, `frame${frame + 1}.jpg`))
    }
    const calm = await undisturbed(drive)
    const dataDir = mkdtempSync(join(folder, 'killed-'))
    const bench = openBench(dataDir)
    const { id, driveId } = await bench.prepare(drive, model)
    judge(bench, driveId, id)
    for (const after of [0, 2 * BATCH, 3 * BATCH]) await killAt(bench, id, { after, ms: 15 })
    bench.watch(() => undefined)
    const run = await bench.run(id)
    expect(run.state).toBe('finished')
    // The damage before the frame at which the last job began is not forgotten.
    expect(run.warnings.some(({ code, frames }) => code === 'damaged-picture' && frames!.first <= BATCH - 1)).toBe(true)
    await bench.close()
    expect(differences(dumpCache(dataDir, driveId), dumpCache(calm.dataDir, driveId))).toEqual([])
  }, 600_000)
})
