import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { gradCam } from '../../../src/main/saliency/gradCam.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import { gradientTimesInput } from '../../../src/main/saliency/gradientTimesInput.ts'
import { lrp } from '../../../src/main/saliency/lrp.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { writeSameNetwork } from '../../fixtures/sameNetwork.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
const methods = [gradient, visualBackprop, gradCam, gradientTimesInput, lrp]
const pictures = seededValues(2 * 24 * 32 * 3, 9, 127.5).map((v) => v + 127.5)

describeEngines('one network has the same maps whatever format it is kept in', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  test.each(methods.map((method) => ({ method, label: method.label })))('$label', async ({ method }) => {
    const explained = new Map<string, { steering: Float32Array; map: Float32Array }>()
    for (const [format, path] of Object.entries(await writeSameNetwork(models))) {
      const { graph, head, recipe } = await openModel(path)
      expect(recipe.scale, format).toEqual({ multiply: 1, add: 0 })
      explained.set(format, await explainOn(engine, method.build({ graph, head }, 'left'), pictures, 2))
    }
    const [first, ...others] = [...explained]
    expect(others).toHaveLength(6)
    expect(Math.max(...first![1].map)).toBeGreaterThan(0)
    for (const [format, { steering, map }] of others) {
      expectClose(steering, first![1].steering, 1e-5, format)
      expectClose(map, first![1].map, 1e-4, format)
    }
  })
})
