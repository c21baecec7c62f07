import { afterEach, expect, it, vi } from 'vitest'
import { comparedEngine } from '../../../src/main/analysis/comparedEngine.ts'
import { referenceEngine } from '../../../src/main/engine/engines.ts'
import type * as OnnxRuntime from '../../../src/main/engine/onnxRuntime.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { smallConvolutions } from '../../fixtures/smallConvolutions.ts'

/** What ONNX Runtime's numbers are multiplied by; null where it cannot run models at all. */
let fault: number | null = 1
vi.mock(import('../../../src/main/engine/onnxRuntime.ts'), async (original) => ({
  ...(await original()),
  createOnnxEngine: faultyEngine
}))

async function faultyEngine(id: 'ort' | 'ort-gpu'): ReturnType<typeof OnnxRuntime.createOnnxEngine> {
  const { createOnnxEngine } = await vi.importActual<typeof OnnxRuntime>('../../../src/main/engine/onnxRuntime.ts')
  const engine = await createOnnxEngine(id)
  return {
    ...engine,
    async load(graph) {
      const session = await engine.load(graph)
      return {
        ...session,
        async run(input, batch) {
          if (fault === null) throw new Error('it breaks')
          const by = fault
          const outputs = await session.run(input, batch)
          return Object.fromEntries(Object.entries(outputs).map(([name, data]) => [name, data.map((v) => v * by)]))
        }
      }
    }
  }
}
afterEach(() => (fault = 1))

it.each([
  ['agrees', 1, []],
  ['computes something else', 1.01, ['engines-disagree']],
  ['fails', null, ['engine-left-out']]
] as const)('where one engine %s the numbers are right, and it is said', async (_, by, codes) => {
  fault = by
  const graph = smallConvolutions()
  const engine = comparedEngine()
  const session = await engine.load(graph)
  const pictures = seededValues(12 * 576, 3)
  const { angle } = await session.run(pictures, 12)
  const expected = Array.from({ length: 12 }, (_, i) => {
    return evaluate(graph, pictures.subarray(i * 576, (i + 1) * 576)).get(graph.outputs['angle']!)![0]!
  })
  angle!.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5))
  expect(engine.warnings.map(({ code }) => code)).toEqual(codes)
  if (by !== 1) expect(engine.warnings[0]!.message).toContain(`${referenceEngine()} is used`)
  session.dispose()
  engine.dispose()
})
