import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { graphTable } from '../../fixtures/graphTable.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

describeEngines('every op equals its definition in direct loops', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  it.each(graphTable)('$name', async ({ graph }) => {
    const pictures = [1, 2, 3].map((seed) => seededValues(9 * 12 * 3, 100 + seed))
    const session = await engine.load(graph)
    const { angle } = await session.run(Float32Array.from(pictures.flatMap((picture) => [...picture])), 3)
    const expected = pictures.flatMap((picture) => [...evaluate(graph, picture).get(graph.outputs['angle']!)!])
    expectClose(angle!, expected, 1e-5)
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0)
  })
})
