import { expect, it } from 'vitest'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { featureMapGraph, mapLayers } from '../../../src/main/saliency/featureMaps.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { smallConvolutions } from '../../fixtures/smallConvolutions.ts'

it('are what a layer gives', async () => {
  const graph = smallConvolutions()
  expect(mapLayers(graph)).toEqual(['a', 'a/on', 'pool'])
  const engine = await createEngine('tf-wasm')
  const picture = seededValues(12 * 16 * 3, 3)
  for (const layer of mapLayers(graph)) {
    const { maps } = await (await engine.load(featureMapGraph(graph, layer))).run(picture, 1)
    expectClose(maps!, evaluate(graph, picture).get(layer)!, 1e-5)
  }
  engine.dispose()
})

it('are refused for layers without', () => {
  expect(() => featureMapGraph(smallConvolutions(), 'angle')).toThrow(
    "There is no layer 'angle' with maps: choose one of a, a/on, pool."
  )
})
