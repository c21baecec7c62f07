import { readFile } from 'node:fs/promises'
import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat, ReadModel } from '../format.ts'
import type { PictureSize } from '../lowering/openSize.ts'
import { functionLibrary } from './functionLibrary.ts'
import { graphNode, type GraphNode } from './graphNode.ts'
import { readGraphDef } from './graphProto.ts'
import { inlined } from './inlined.ts'
import { nodeName } from './inOrder.ts'
import { startsLikeGraph } from './messageStart.ts'
import { buildProtobufGraph, decoded } from './protobufGraph.ts'
import { isVariable } from './variables.ts'

/** A GraphDef of TensorFlow with its weights as constants, as `freeze_graph` and `convert_variables_to_constants` write it. */
export const frozenGraph: ModelFormat = {
  id: 'tf-frozen',
  name: 'TensorFlow frozen graph',
  extensions: ['pb'],
  file: 'a frozen TensorFlow .pb file',
  recognise: ({ head }) => Promise.resolve(startsLikeGraph(head)),
  isCertain: startsLikeGraph,
  async read({ path, name }, { size }) {
    return { ...readFrozenGraph(await readFile(path), name, size), files: [path] }
  }
}

function readFrozenGraph(bytes: Uint8Array, source: string, size: PictureSize | undefined): Omit<ReadModel, 'files'> {
  const { node, library } = decoded(bytes, readGraphDef, source, 'a frozen graph of TensorFlow')
  const nodes = node.map(graphNode)
  const graph = inlined(nodes, functionLibrary(library?.function ?? []), unread(nodes), source)
  const variable = graph.nodes.find(isVariable)
  if (variable) {
    throw new InputError(
      `'${source}' holds a network without its weights: those of '${variable.name}' lie elsewhere; freeze the graph, or open the SavedModel.`
    )
  }
  return buildProtobufGraph({ source, graph, variables: new Map(), outputs: null }, size)
}

/** Operators that give nothing to steer by. */
const silent: ReadonlySet<string> = new Set(['Assert', 'Const', 'NoOp', 'Placeholder', 'SaveV2'])

/** Names of the nodes that no other reads. */
function unread(nodes: readonly GraphNode[]): string[] {
  const read = new Set(nodes.flatMap(({ input }) => input.filter((one) => !one.startsWith('^')).map(nodeName)))
  return nodes.filter(({ name, op }) => !read.has(name) && !silent.has(op)).map(({ name }) => name)
}
