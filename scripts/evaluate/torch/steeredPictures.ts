import type { Engine } from '../../../src/main/engine/engine.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { inputGradient } from '../../../src/main/saliency/adjoint.ts'
import { GraphBuilder } from '../../../src/main/saliency/graphBuilder.ts'

/** What a network gives of a picture, and the gradient of the first number. */
export interface SteeredPicture {
  given: Float32Array
  gradient: Float32Array
}

/** Leads pictures, one behind the other as the graph takes them, through a graph whose output is called `output`. */
export async function steeredPictures(engine: Engine, graph: Graph, pictures: Float32Array): Promise<SteeredPicture[]> {
  const size = graph.input.shape.reduce((a, b) => a * b, 1)
  const session = await engine.load(withGradient(graph))
  const steered: SteeredPicture[] = []
  for (let at = 0; at < pictures.length; at += size) {
    const { given, gradient } = await session.run(pictures.slice(at, at + size), 1)
    // An engine may use its memory again.
    steered.push({ given: given!.slice(), gradient: gradient!.slice() })
  }
  session.dispose()
  return steered
}

function withGradient(graph: Graph): Graph {
  const builder = new GraphBuilder(graph)
  const id = graph.outputs['output']
  if (id === undefined) throw new Error("the model has no output 'output'")
  const scalar = builder.add({ type: 'pick', index: 0 }, [id], [1])
  return builder.finish({ given: id, gradient: inputGradient(builder, scalar) })
}
