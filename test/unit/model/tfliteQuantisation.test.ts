import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { interpreted } from '../../fixtures/tfliteInterpreter.ts'
import { pilot, pilotPictures, type Stored, wholePilot } from '../../fixtures/tflitePilots.ts'

const models = modelFolder()

const steering = (graph: Graph, picture: Float32Array): number =>
  evaluate(graph, picture).get(graph.outputs['steering']!)![0]!

async function opened(stored: Stored) {
  const { network } = pilot(stored)
  return openModel(await network.write(models.place('.tflite'), { steering: network.last }))
}

describe('weights of fewer bits are what these stand for', () => {
  test('of 16 bits, as the interpreter has them', async () => {
    const { network } = pilot('float16')
    const { graph, warnings, parameters } = await opened('float16')
    expect(warnings.map(({ code }) => code)).not.toContain('quantised')
    expect(parameters).toBe((await opened('float32')).parameters)
    const file = network.bytes({ steering: network.last })
    for (const image of pilotPictures) {
      const [expected] = await interpreted(file, { image })
      expectClose([steering(graph, image)], expected!.values, 1e-5)
    }
  })

  test('of eight bits in a network that computes in float32', async () => {
    const [found, plain] = [await opened('dynamic'), await opened('stood for')]
    for (const image of pilotPictures) expectClose([steering(found.graph, image)], [steering(plain.graph, image)], 1e-6)
    expect(found.warnings).toContainEqual(expect.objectContaining({ code: 'quantised' }))
    expect(plain.warnings.map(({ code }) => code)).not.toContain('quantised')
  })
})

describe.each(['float', 'int8'] as const)('a network in eight bits throughout, with ends of %s', (ends) => {
  test('steers within its own rounding of what the interpreter steers', async () => {
    const { network, output, input } = await wholePilot(ends)
    const { graph, warnings } = await openModel(
      await network.write(models.place('.tflite'), { steering: network.last })
    )
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'quantised' }))
    const step = output.scale as number
    const file = network.bytes({ steering: network.last })
    const inSteps: number[] = []
    const expectedSteerings = new Set<number>()
    for (const image of pilotPictures) {
      const bits = Int8Array.from(image, (v) => Math.round(v / (input.scale as number)) + input.zero!)
      const [expected] = await interpreted(file, { image: ends === 'float' ? image : bits })
      const [raw = 0] = expected!.values
      const right = ends === 'float' ? raw : (raw - output.zero!) * step
      expectedSteerings.add(right)
      inSteps.push(Math.abs(steering(graph, image) - right) / step)
    }
    expect(expectedSteerings.size).toBeGreaterThan(5)
    expect(Math.max(...inSteps)).toBeLessThan(3)
    expect(inSteps.reduce((a, b) => a + b, 0) / inSteps.length).toBeLessThan(1.5)
  })

  test('has its recipe from the range of its input', async () => {
    const { network } = await wholePilot(ends)
    const { recipe, recipeBecause, warnings } = await openModel(
      await network.write(models.place('.tflite'), { steering: network.last })
    )
    expect(recipe.scale).toEqual({ multiply: 1 / 255, add: 0 })
    expect(recipeBecause).toMatch(/it takes numbers from 0 to 1/)
    expect(warnings.map(({ code }) => code)).not.toContain('recipe-uncertain')
  })
})
