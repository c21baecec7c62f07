import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine, engineIds } from '../../../src/main/engine/engines.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { gradientGraph } from '../../fixtures/gradientGraph.ts'
import { randomGraph } from '../../fixtures/randomGraphs.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

// An engine that rewrites layers standing side by side may rewrite them into something else: paddings, pools,
// convolutions, arithmetic and activations in random order, against their definitions and against another engine.

const seeds = Array.from({ length: 200 }, (_, seed) => seed)
const batch = 2

function picturesFor(seed: number): { graph: ReturnType<typeof randomGraph>; pictures: Float32Array; size: number } {
  const graph = randomGraph(seed)
  const size = graph.input.shape.reduce((product, length) => product * length, 1)
  return { graph, pictures: seededValues(batch * size, 10_000 + seed), size }
}

describeEngines('random graphs', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  it('equal their definition', async () => {
    for (const seed of seeds) {
      const { graph, pictures, size } = picturesFor(seed)
      const session = await engine.load(graph)
      const { angle } = await session.run(pictures, batch)
      session.dispose()
      const expected = [0, 1].flatMap((picture) => {
        const one = pictures.subarray(picture * size, (picture + 1) * size)
        return [...evaluate(graph, one).get('angle')!]
      })
      expectClose(angle!, expected, 1e-5, `graph ${seed}`)
    }
  })
})

const others = engineIds.filter((id) => id !== 'tf-wasm')

describeEngines('random gradients', others, (id) => {
  it('equal those of wasm', async () => {
    const engines = [await createEngine(id), await createEngine('tf-wasm')]
    for (const seed of seeds) {
      const { graph, pictures } = picturesFor(seed)
      const [mine, theirs] = await Promise.all(
        engines.map(async (engine) => {
          const session = await engine.load(gradientGraph(graph, 'angle', 0))
          const { gradient } = await session.run(pictures, batch)
          session.dispose()
          return gradient!
        })
      )
      // Where a normalisation takes everything away, what is left is rounding.
      if (Math.max(...theirs!.map(Math.abs)) < 1e-5) continue
      expectClose(mine!, theirs!, 1e-4, `graph ${seed}`)
    }
    for (const engine of engines) engine.dispose()
    expect.hasAssertions()
  })
})
