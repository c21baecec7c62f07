import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import type { SteeringModel } from '../../../src/main/model/model.ts'
import { gradCam } from '../../../src/main/saliency/gradCam.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import { integratedGradients } from '../../../src/main/saliency/integratedGradients.ts'
import { lrp } from '../../../src/main/saliency/lrp.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { kerasPilot, onnxPilot, pilot, pilotPictures } from '../../fixtures/tflitePilots.ts'

const models = modelFolder()
const pictures = Float32Array.from(pilotPictures.slice(0, 2).flatMap((picture) => [...picture]))

/** One network with the same weights, as a file of each format. */
const formats: [name: string, write: () => Promise<string>][] = [
  ['ONNX', () => onnxPilot().write(models.place('.onnx'))],
  [
    'TensorFlow Lite',
    () => {
      const { network } = pilot('float32')
      return network.write(models.place('.tflite'), { steering: network.last })
    }
  ]
]

describeEngines('a network is the same in every format', (id) => {
  let engine: Engine
  let reference: SteeringModel
  beforeAll(async () => {
    engine = await createEngine(id)
    reference = await openModel(await models.h5(kerasPilot()))
  })
  afterAll(() => engine.dispose())

  test.each(formats)('%s as Keras has it: recipe, steering and maps', async (_, write) => {
    const model = await openModel(await write())
    expect(model.parameters).toBe(reference.parameters)
    expect(model.recipe).toEqual(reference.recipe)
    expect(model.head).toEqual({ ...reference.head, output: model.head.output })
    for (const method of [gradient, visualBackprop, gradCam, lrp, integratedGradients]) {
      const expected = await explainOn(engine, method.build(reference, 'left'), pictures, 2)
      const found = await explainOn(engine, method.build(model, 'left'), pictures, 2)
      expectClose(found.steering, expected.steering, 1e-5, `the steering by ${method.id}`)
      expectClose(found.map, expected.map, 1e-4, `the map by ${method.id}`)
      expect(Math.max(...expected.map), method.id).toBeGreaterThan(0)
    }
  })
})
