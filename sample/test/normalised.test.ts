import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine, whyUnavailable } from '../../src/main/engine/engines.ts'
import { loadBackend, onBackend, tf } from '../../src/main/engine/tensorflowBackend.ts'
import { openModel } from '../../src/main/model/open.ts'
import { steeringGraph } from '../../src/main/saliency/steering.ts'
import { temporaryFolder } from '../../testing/recordings.ts'
import { join } from 'node:path'
import { readWeights } from '../train/layersModel.ts'
import { createNormalisedDave2, type Network } from '../train/network.ts'
import { saveModel } from '../train/saveModel.ts'
import { createRandom } from '../world/random.ts'

const missing = whyUnavailable('tf-native')
const folder = temporaryFolder()
const random = createRandom('normalised')
const picture = Float32Array.from({ length: 66 * 200 * 3 }, () => random.range(-1, 1))

function steeringOf(network: Network): number {
  return onBackend('tf-native', () =>
    tf.tidy(() => {
      const answer = network.predict(tf.tensor4d(picture, [1, 66, 200, 3]))
      return Array.isArray(answer) ? NaN : (answer.dataSync()[0] ?? NaN)
    })
  )
}

describe.skipIf(missing !== null)(
  `the network with batch normalisation${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let network: Network
    beforeAll(async () => {
      await loadBackend('tf-native')
      network = onBackend('tf-native', () => createNormalisedDave2(5))
      // As if trained: normalisation that does nothing would hide that it is left out.
      onBackend('tf-native', () =>
        network.setWeights(
          network.getWeights().map(({ shape, size }) =>
            tf.tensor(
              Float32Array.from({ length: size }, () =>
                shape.length === 1 ? random.range(0.5, 1.5) : random.normal() * 0.06
              ),
              shape
            )
          )
        )
      )
      await saveModel(network, join(folder.path, 'model'))
    })
    afterAll(() => folder[Symbol.dispose]())

    it('is opened by the app, which steers by it as TensorFlow.js does', async () => {
      const model = await openModel(join(folder.path, 'model/model.json'))
      const engine = await createEngine('ort')
      const session = await engine.load(steeringGraph(model))
      const { steering } = await session.run(picture, 1)
      engine.dispose()
      const expected = steeringOf(network)
      expect(Math.abs(expected)).toBeGreaterThan(1e-3)
      expect(steering?.[0]).toBeCloseTo(expected, 4)
    })

    it('takes up the weights of another one', async () => {
      const other = onBackend('tf-native', () => createNormalisedDave2(6))
      expect(steeringOf(other)).not.toBeCloseTo(steeringOf(network), 4)
      await readWeights(other, join(folder.path, 'model'))
      expect(steeringOf(other)).toBeCloseTo(steeringOf(network), 6)
    })

    it('is made anew from its seed', () => {
      const [one, two] = [0, 1].map(() => onBackend('tf-native', () => createNormalisedDave2(7)))
      expect(steeringOf(one!)).toBe(steeringOf(two!))
    })
  }
)
