import { availableEngines, createEngine } from '../../src/main/engine/engines.ts'
import { methods } from '../../src/main/saliency/methods.ts'
import { steeringGraph } from '../../src/main/saliency/steering.ts'
import { dave2 } from '../../test/fixtures/network.ts'
import { seededValues } from '../../test/fixtures/seeded.ts'
import type { Case } from './rounds.ts'

const batch = 32
const batches = 4

/** Each engine that is installed with the forward pass alone and each method, on DAVE-2 with seeded weights. */
export async function engineCases(): Promise<Case[]> {
  const target = { graph: dave2(), head: { output: 'angle', index: 0, unit: 'rad', positive: 'left' } } as const
  const input = seededValues(batch * 66 * 200 * 3, 1)
  const graphs = [
    { name: 'forward pass', graph: steeringGraph(target) },
    ...methods.map((method) => ({ name: method.label, graph: method.build(target, 'change') }))
  ]
  const cases: Case[] = []
  for (const id of await availableEngines()) {
    const engine = await createEngine(id)
    for (const { name, graph } of graphs) {
      const session = await engine.load(graph)
      cases.push({
        group: `${id} ${engine.version}`,
        name: `DAVE-2 66x200, ${name}`,
        frames: batch * batches,
        async run() {
          for (let i = 0; i < batches; i++) await session.run(input, batch)
        }
      })
    }
  }
  return cases
}
