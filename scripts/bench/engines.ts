import { availableEngines, createEngine } from '../../src/main/engine/engines.ts'
import type { Explain, Method } from '../../src/main/saliency/method.ts'
import { methods } from '../../src/main/saliency/methods.ts'
import { steeringGraph } from '../../src/main/saliency/steering.ts'
import { autodiffCases } from './autodiff.ts'
import type { Case } from './rounds.ts'
import { batch, pictures, target } from './subject.ts'

/** Batches that are measured at a time. */
const batches = 4
/** Methods that run the model more often than this are measured by themselves. */
const dear = 3
const explain: Explain = 'change'

/**
 * DAVE-2 with seeded weights on each engine that is installed: its forward pass and each method, all in proportion to
 * ONNX Runtime's forward pass; methods that run the model many times; and Gradient on wasm beside TensorFlow.js'
 * own automatic differentiation there.
 */
export async function engineCases(): Promise<Case[]> {
  const cases: Case[] = []
  const isDear = (method: Method) => method.cost(target, explain) > dear
  for (const id of await availableEngines()) {
    const engine = await createEngine(id)
    const group = `DAVE-2 66x200, batches of ${batch}`
    const forward = await engine.load(steeringGraph(target))
    const repeat = async (work: () => Promise<unknown>) => {
      for (let i = 0; i < batches; i++) await work()
    }
    const frames = batch * batches
    cases.push({ group, name: `${id}: forward pass`, frames, run: () => repeat(() => forward.run(pictures, batch)) })
    for (const method of methods.filter((one) => !isDear(one))) {
      const { graph, explain: read } = method.build(target, explain)
      const session = await engine.load(graph)
      const work = () => read((input, size) => session.run(input, size), pictures, batch)
      cases.push({ group, name: `${id}: ${method.label}`, frames, run: () => repeat(work) })
    }
  }
  return [...cases, ...(await autodiffCases()), ...(await dearCases(methods.filter(isDear)))]
}

/** A quarter of a batch by each method on ONNX Runtime. */
async function dearCases(several: readonly Method[]): Promise<Case[]> {
  const engine = await createEngine('ort')
  const [few, some] = [8, pictures.subarray(0, (pictures.length / batch) * 8)]
  return Promise.all(
    several.map(async (method) => {
      const { graph, explain: read } = method.build(target, explain)
      const session = await engine.load(graph)
      const name = `${method.label}, ${method.cost(target, explain)} runs a frame`
      const run = async () => void (await read((input, size) => session.run(input, size), some, few))
      return { group: 'Methods of many runs, ort', name, frames: few, run }
    })
  )
}
