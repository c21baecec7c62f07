import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeRun } from '../../../src/main/analysis/describeRun.ts'
import { rescore } from '../../../src/main/analysis/rescore.ts'
import { summariseRun } from '../../../src/main/analysis/runSummary.ts'
import { addModel } from '../../../src/main/library/openedModel.ts'
import type { Cache } from '../../../src/main/store/cache.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import { fillRun, shareMasses } from '../../../testing/filledRun.ts'
import { seededWeights, writeKerasH5 } from '../../../testing/modelFiles.ts'
import { recordingOf } from '../../../testing/storeRows.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'

const frames = 40
/** The lower half of the picture. */
const lane: Polygon = [
  [0, 0.5],
  [1, 0.5],
  [1, 1],
  [0, 1]
]

let folder: string
let store: Store
let cache: Cache
let run: StoredRun

/** A network of 8x16 pictures that cuts rows off before it looks, in a file of the folder. */
async function writeCropping(top: number, bottom: number): Promise<string> {
  const file = join(folder, 'crops.h5')
  const crop = {
    cropping: [
      [top, bottom],
      [0, 0]
    ],
    batch_input_shape: [null, 8, 16, 3]
  }
  const inputs = (8 - top - bottom) * 16 * 3
  await writeKerasH5(file, {
    config: sequential([
      layer('Cropping2D', 'crop', crop),
      layer('Flatten', 'flatten'),
      layer('Dense', 'angle', { units: 1, activation: 'linear', use_bias: true })
    ]),
    weights: { angle: [seededWeights('angle/kernel:0', [inputs, 1], 1), seededWeights('angle/bias:0', [1], 2)] }
  })
  return file
}

/** Adds a run that was scored before anything was known of what its model sees. */
async function addScored(file: string): Promise<void> {
  const drive = store.library.drives.save(recordingOf(), { openWith: {}, sample: false })
  const model = await addModel(store, file)
  const { recipe, head, hash: modelHash } = model
  const key = { drive: drive.fingerprint, modelHash, recipe, head, method: 'gradient', methodVersion: 1 }
  const asked = { driveId: drive.id, modelId: model.id, engine: 'auto' as const }
  run = store.library.runs.add({ ...asked, key: { ...key, explain: 'change' } })
  cache = store.cache(drive.id)
  // Three quarters of what lies in rows 2 to 5 lie in the lane; the method also says something of the rows around.
  const map = quantise(
    Float32Array.from({ length: 128 }, (_, i) => (i < 64 ? 1 : 3)),
    16,
    8
  )
  fillRun(cache, run.id, { frames, rate: 25, map: () => map, seen: null })
  store.library.lanes.set(drive.id, [{ frame: 0, polygon: lane }])
  const before = shareMasses(
    frames,
    () => 0.75,
    () => 0.5
  )
  cache.setMasses(run.id, 'as it was counted before', before)
}

const told = () => {
  const [drive, model] = [store.library.drives.get(run.driveId), store.library.models.get(run.modelId)]
  const { state, warnings } = describeRun(
    store.library,
    { run, drive, model },
    summariseRun(cache, run.id, null),
    false
  )
  return { state, recounted: warnings.filter(({ code }) => code === 'lift-recounted').map(({ message }) => message) }
}

const lift = () => cache.scores(run.id)[frames - 1]!.lift

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-seen-'))
  store = openStore(join(folder, 'data'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a run from before what its model sees counted', () => {
  it('is outdated, and scored anew by the file of its model; it says once what that changed', async () => {
    await addScored(await writeCropping(0, 3))
    expect(told()).toEqual({ state: 'scores-outdated', recounted: [] })
    await rescore(cache, store.library, run.id)
    // Of the five rows seen the lane has one, and 3 of the 1 + 1 + 1 + 1 + 3 of attention.
    expect(lift()).toBeCloseTo(3 / 7 / (1 / 5), 5)
    const recounted = [
      'Lift counts only what the model sees, 63 % of its input: it is 2.14 on average, where it was 1.50 when all of it counted.'
    ]
    expect(told()).toEqual({ state: 'finished', recounted })
    expect([...cache.seenPixels(run.id)!.data]).toEqual(Array.from({ length: 128 }, (_, i) => Number(i < 80)))
    expect(cache.traits(run.id)!.centroidY[0]).toBeCloseTo((0.5 + 1.5 + 2.5 + 3.5 + 3 * 4.5) / 7 / 8, 5)

    store.library.lanes.set(run.driveId, [{ frame: 0, polygon: lane.map(([x, y]) => [x, y / 2]) }])
    rmSync(join(folder, 'crops.h5'))
    await rescore(cache, store.library, run.id)
    expect(told()).toEqual({ state: 'finished', recounted })
  })

  it('says nothing where its lift stays nearly as it was', async () => {
    await addScored(await writeCropping(1, 1))
    await rescore(cache, store.library, run.id)
    expect(lift()).toBeCloseTo(1.5, 5)
    expect(told()).toEqual({ state: 'finished', recounted: [] })
  })

  it('says nothing where its model sees everything', async () => {
    await addScored(await writeCropping(0, 0))
    await rescore(cache, store.library, run.id)
    expect(lift()).toBeCloseTo(1.5, 5)
    expect(told()).toEqual({ state: 'finished', recounted: [] })
  })

  it('follows new lanes without the file of its model, counts all pixels, and stays outdated until the file is back', async () => {
    const file = await writeCropping(0, 3)
    await addScored(file)
    renameSync(file, `${file}.elsewhere`)
    await rescore(cache, store.library, run.id)
    expect(lift()).toBeCloseTo(1.5, 5)
    expect(told()).toEqual({ state: 'scores-outdated', recounted: [] })
    renameSync(`${file}.elsewhere`, file)
    await rescore(cache, store.library, run.id)
    expect(lift()).toBeCloseTo(3 / 7 / (1 / 5), 5)
    expect(told()).toMatchObject({ state: 'finished', recounted: [expect.stringContaining('2.14')] })
  })

  it('takes no other model for its own', async () => {
    await addScored(await writeCropping(0, 3))
    await writeCropping(3, 0)
    await rescore(cache, store.library, run.id)
    expect(lift()).toBeCloseTo(1.5, 5)
    expect(told().state).toBe('scores-outdated')
  })
})
