import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BATCH } from '../../src/main/analysis/passPlan.ts'
import { openModel } from '../../src/main/model/open.ts'
import { differences, dumpCache, openBench, type Bench } from '../fixtures/analysisBench.ts'
import { layer, sequential } from '../fixtures/modelConfigs.ts'
import { seededWeights, writeKerasH5 } from '../../testing/modelFiles.ts'
import { writeRoadPictures } from '../../testing/smallDrive.ts'

const COUNT = 5 * BATCH
const [frames, height, width] = [5, 12, 16]
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-sequence-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A convolution over each of five frames, and an LSTM. */
async function writeSequenceModel(name: string): Promise<string> {
  const path = join(folder, `${name}.h5`)
  const each = (name: string, inner: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    layer('TimeDistributed', name, { layer: inner, ...more })
  const conv = layer('Conv2D', 'conv', { filters: 2, kernel_size: [3, 3], strides: [2, 2], activation: 'relu' })
  const config = sequential([
    each('maps', conv, { batch_input_shape: [null, frames, height, width, 3] }),
    each('flat', layer('Flatten', 'flatten')),
    layer('LSTM', 'lstm', { units: 3, activation: 'tanh', recurrent_activation: 'sigmoid' }),
    layer('Dense', 'angle', { units: 1, activation: 'linear' })
  ])
  const weights = {
    maps: [seededWeights('maps/kernel:0', [3, 3, 3, 2], 1, 0.01), seededWeights('maps/bias:0', [2], 2)],
    lstm: [
      seededWeights('lstm/kernel:0', [70, 12], 3),
      seededWeights('lstm/recurrent_kernel:0', [3, 12], 4),
      seededWeights('lstm/bias:0', [12], 5)
    ],
    angle: [seededWeights('angle/kernel:0', [3, 1], 6), seededWeights('angle/bias:0', [1], 7)]
  }
  await writeKerasH5(path, { config, weights, attributes: { keras_version: '2.4.0' } })
  return path
}

it.each([
  ['neighbours', 'gradient', { as: 'colour-frames', newest: 'last', apart: 1 }],
  // Which needs pictures of the whole drive before the first.
  ['neighbours, compared with others', 'expected-gradients', { as: 'colour-frames', newest: 'last', apart: 1 }],
  // 44 frames back: further than a batch.
  ['frames far apart', 'gradient', { as: 'colour-frames', newest: 'first', apart: 11 }]
])(
  'a run of a model of %s that was paused has the rows of one that was not',
  async (kind, method, reading) => {
    const model = await writeSequenceModel(kind)
    const { recipe, head } = await openModel(model)
    await writeFile(`${model}.recipe.json`, JSON.stringify({ recipe: { ...recipe, reading }, head }))
    const drive = writeRoadPictures(join(folder, `${kind} drive`), COUNT)
    const rows = async (name: string, pause: boolean) => {
      const dataDir = join(folder, `${kind} ${name}`)
      const bench: Bench = openBench(dataDir)
      try {
        const run = await bench.prepare(drive, model, method)
        if (pause) {
          let isPaused = false
          bench.watch((message) => {
            if (isPaused || message.type !== 'progress' || message.frames?.first !== BATCH) return
            isPaused = true
            void bench.supervisor.pause(run.id)
          })
          const { state, done } = await bench.run(run.id)
          expect(state).toBe('paused')
          expect(done).toBeLessThan(COUNT)
        }
        expect(await bench.run(run.id)).toMatchObject({ state: 'finished', done: COUNT })
        return dumpCache(dataDir, run.driveId)
      } finally {
        await bench.close()
      }
    }
    const [whole, paused] = [await rows('whole', false), await rows('paused', true)]
    expect(differences(whole, paused)).toEqual([])
  },
  300_000
)
