import { InputError } from '../../../shared/errors.ts'
import type { ReadModel } from '../format.ts'
import type { Constant } from '../lowering/constant.ts'
import type { PictureSize } from '../lowering/openSize.ts'
import type { GraphNode } from './graphNode.ts'
import type { InlinedGraph } from './inlined.ts'
import { buildTensorflowGraph, type TensorflowNetwork } from './tensorflowGraph.ts'
import { ConstantReader } from './tensorTypes.ts'

/** A network out of a protobuf file, its functions written out, and its weights. */
interface ProtobufNetwork extends Pick<TensorflowNetwork, 'source' | 'inputs' | 'outputs'> {
  graph: InlinedGraph
  /** The numbers of its variables, by the names of their nodes. */
  variables: ReadonlyMap<string, Constant>
}

/**
 * Builds the graph of a network with its constants in it. Its parameters are its variables; where it has none, because it is frozen,
 * they are its constants of more than one number.
 * @throws InputError as buildTensorflowGraph does, and where a constant is damaged
 */
export function buildProtobufGraph(
  { source, graph, variables, inputs, outputs }: ProtobufNetwork,
  size?: PictureSize
): Omit<ReadModel, 'files'> {
  const constants = new ConstantReader(source)
  let frozen = 0
  const valueOf = ({ name, op, attr }: GraphNode): Constant | null => {
    if (op !== 'Const') return variables.get(name) ?? null
    const value = constants.read(name, attr.get('value')?.tensor)
    if (!value.integer && value.dims.length > 0) frozen += value.values.length
    return value
  }
  const built = buildTensorflowGraph({ source, nodes: graph.nodes, valueOf, ...(inputs && { inputs }), outputs }, size)
  const trained = [...variables.values()].filter(({ integer }) => !integer)
  const parameters = trained.length > 0 ? trained.reduce((sum, { values }) => sum + values.length, 0) : frozen
  return { ...built, parameters }
}

/** Reads bytes as a message. @throws InputError that says what they are not */
export function decoded<Message>(
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => Message,
  source: string,
  what: string
): Message {
  try {
    return read(bytes)
  } catch {
    throw new InputError(`'${source}' is damaged and cannot be read as ${what}; save or fetch the model again.`)
  }
}
