import { expect, it } from 'vitest'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { shuffledWeights } from '../../../src/main/model/graph/shuffledWeights.ts'
import { seededValues } from '../../../testing/seeded.ts'

const kernel = { shape: [6, 4], data: seededValues(24, 1) }
const bias = seededValues(4, 2)
const graph: Graph = {
  input: { id: 'in', shape: [6] },
  nodes: [
    { id: 'dense', op: { type: 'dense', kernel, bias }, inputs: ['in'], shape: [4] },
    { id: 'relu', op: { type: 'activation', activation: { kind: 'relu' } }, inputs: ['dense'], shape: [4] }
  ],
  outputs: { out: 'relu' }
}

function kernelOf({ nodes }: Graph): number[] {
  const { op } = nodes[0]!
  return op.type === 'dense' ? Array.from(op.kernel.data) : []
}

it('shuffled weights are the same numbers in another order, and all else is as it was', () => {
  const before = Array.from(kernel.data)
  const shuffled = shuffledWeights(graph, 1)
  expect(kernelOf(shuffled)).not.toEqual(before)
  expect(kernelOf(shuffled).sort()).toEqual(before.toSorted())
  expect(kernelOf(shuffledWeights(graph, 1))).toEqual(kernelOf(shuffled))
  expect(kernelOf(shuffledWeights(graph, 2))).not.toEqual(kernelOf(shuffled))
  expect(shuffled.nodes[0]!.op).toMatchObject({ type: 'dense', bias })
  expect(shuffled.nodes[1]).toEqual(graph.nodes[1])
  expect(Array.from(kernel.data)).toEqual(before)
})
