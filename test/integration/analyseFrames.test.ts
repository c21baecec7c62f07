import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { analyseFrames } from '../../src/main/analysis/analyseFrames.ts'
import { openJob } from '../../src/main/analysis/openJob.ts'
import { planPass } from '../../src/main/analysis/passPlan.ts'
import { startRunner } from '../../src/main/analysis/saliencyRunner.ts'
import { openBench, type Bench } from '../fixtures/analysisBench.ts'
import { writeRoadPictures, writeSmallModel } from '../../testing/smallDrive.ts'

const FRAMES = 40

let folder: string
let bench: Bench
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-pass-'))
  bench = openBench(join(folder, 'data'))
})
afterAll(async () => {
  await bench.close()
  rmSync(folder, { recursive: true, force: true })
})

it('a pass that ends elsewhere gives what a job keeps, and keeps nothing', async () => {
  const model = await writeSmallModel(join(folder, 'model'))
  const { id, driveId } = await bench.prepare(writeRoadPictures(join(folder, 'drive'), FRAMES), model)
  const job = await openJob(bench, id)
  const engines: string[] = []
  const runner = await startRunner(job, null, ({ engine }) => engines.push(engine.id))
  const begun: number[] = []
  const frames: { time: number; picture: Uint8Array }[] = []
  const results: { steering: number; map: Uint8Array }[] = []
  try {
    const pass = analyseFrames({
      recording: job.recording,
      plan: planPass(job)!,
      runner,
      stop: new AbortController().signal,
      onBatch: ({ first }) => begun.push(first)
    })
    for await (const batch of pass) {
      frames.push(...batch.frames.map(({ time, picture }) => ({ time, picture: picture.slice() })))
      results.push(...batch.results.map(({ steering, map }) => ({ steering, map: map.data })))
      expect(batch.evidence).toHaveLength(batch.frames.length)
    }
  } finally {
    runner.dispose()
  }
  expect(begun).toEqual([0, 32])
  expect(engines).toEqual(['ort'])
  const cache = bench.store.cache(driveId)
  expect([cache.framesDone(), cache.resultsDone(id), cache.run(id)]).toEqual([0, 0, null])

  expect(await bench.run(id)).toMatchObject({ state: 'finished', done: FRAMES })
  expect(results.map(({ steering }) => steering)).toEqual(cache.steering(id))
  expect(frames.map(({ time }) => time)).toEqual(Array.from(cache.times()))
  for (let frame = 0; frame < FRAMES; frame++) {
    expect(Buffer.compare(results[frame]!.map, cache.map(id, frame)!.data), `map of frame ${frame}`).toBe(0)
    expect(Buffer.compare(frames[frame]!.picture, cache.picture(frame)!), `picture of frame ${frame}`).toBe(0)
  }
})
