import { afterEach, describe, expect, it } from 'vitest'
import { judgeAgreement, secondOpinion } from '../../../src/main/analysis/secondOpinion.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine, engineIds } from '../../../src/main/engine/tensorflow.ts'
import { whyUnavailable } from '../../../src/main/engine/tensorflowBackend.ts'
import { Network } from '../../fixtures/network.ts'
import { seededValues } from '../../fixtures/seeded.ts'

const outputs = (steering: number, map: number[]) => ({
  steering: Float32Array.of(steering),
  map: Float32Array.from(map)
})

it.each([
  ['equal', outputs(0.5, [0, 1, 2]), null],
  ['rounded otherwise', outputs(0.500004, [0.00001, 1, 2]), null],
  ['with another map', outputs(0.5, [0.001, 1, 2]), /tf-wasm and tf-native differ by 5\.0e-4.*tf-native is used/],
  ['with another steering', outputs(-0.5, [0, 1, 2]), /differ by 2\.0e\+0/],
  ['not a number', outputs(NaN, [0, 1, 2]), /differ by Infinity/]
])('outputs that are %s', (_, theirs, expected) => {
  const warning = judgeAgreement(outputs(0.5, [0, 1, 2]), theirs, ['tf-wasm', 'tf-native'])
  if (expected === null) expect(warning).toBeNull()
  else expect(warning).toMatchObject({ code: 'engines-disagree', message: expect.stringMatching(expected) as string })
})

const missing = engineIds.map(whyUnavailable).find((why) => why !== null)
describe.skipIf(missing)(missing ? `a second engine (skipped: ${missing})` : 'a second engine', () => {
  let engine: Engine
  afterEach(() => engine.dispose())

  it.each(engineIds)('agrees with %s, and notices where it computed something else', async (id) => {
    engine = await createEngine(id)
    const network = new Network([8, 12, 3], 3).conv('conv', 4, [3, 3]).activation('elu', { kind: 'elu', alpha: 1 })
    const graph = network.flatten().dense('steering', 1).graph()
    const input = seededValues(2 * 8 * 12 * 3, 9)
    const mine = await (await engine.load(graph)).run(input, 2)
    expect(await secondOpinion(engine, graph, input, 2, mine)).toBeNull()
    const wrong = Object.fromEntries(Object.entries(mine).map(([name, values]) => [name, values.map((v) => v * 1.01)]))
    expect(await secondOpinion(engine, graph, input, 2, wrong)).toMatchObject({ code: 'engines-disagree' })
  })
})
