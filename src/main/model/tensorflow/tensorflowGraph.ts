import { InputError } from '../../../shared/errors.ts'
import type { ReadModel } from '../format.ts'
import { buildOperatorGraph, type ModelOutput } from '../lowering/buildGraph.ts'
import { constant, type Constant } from '../lowering/constant.ts'
import { inputSizes, type PictureSize } from '../lowering/openSize.ts'
import type { Operator } from '../lowering/operator.ts'
import type { ModelInput } from '../lowering/pictureInput.ts'
import { operatorOf, type GraphNode } from './graphNode.ts'
import type { TensorShape } from './graphProto.ts'
import { tensorflowOperators } from './operators.ts'
import { isShareOfDropout, trainingPhase } from './trainingPhase.ts'

/** A network of TensorFlow, its nodes one after the other, as files of any kind hold it. */
export interface TensorflowNetwork {
  /** The model file's name, for sentences. */
  source: string
  /** Each after those it reads. */
  nodes: readonly GraphNode[]
  /** The numbers of a constant or a variable; null for all other nodes. */
  valueOf(node: GraphNode): Constant | null
  /** What the network takes under names of its own; its other placeholders are inputs too. */
  inputs?: readonly ModelInput[]
  /** Where they are not stated: what depends on an input and is read by no other operator. */
  outputs: readonly ModelOutput[] | null
}

/**
 * Builds the graph of a network of TensorFlow. What only matters while it trains is as it steers.
 * @param size of the pictures, where the file leaves it open
 * @throws InputError that names the operator which cannot be imported, its place, and what to do
 */
export function buildTensorflowGraph(
  { source, nodes, valueOf, inputs: named = [], outputs }: TensorflowNetwork,
  size?: PictureSize
): Pick<ReadModel, 'graph' | 'warnings'> {
  const constants = new Map<string, Constant>()
  const inputs = [...named]
  const operators: Operator[] = []
  const drops = nodes.some(isShareOfDropout)
  let results = 0
  for (const node of nodes) {
    const phase = trainingPhase(node)
    const value = phase === null ? valueOf(node) : constant([], [phase])
    if (value) constants.set(node.name, value)
    else if (node.op === 'Placeholder')
      inputs.push({ name: node.name, dims: openedSizes(node.attr.get('shape')?.shape, node.name, source) })
    else if (node.op === 'RandomUniform' && drops) operators.push(leastOf(operatorOf(node), constants))
    else if (node.op !== 'NoOp') {
      const operator = operatorOf(node)
      operators.push(operator)
      results += operator.outputs.length
    }
    if (results > mostResults) {
      throw new InputError(
        `'${source}' splits its tensors into more parts than a network has, at its operator '${node.name}'; convert it to ONNX.`
      )
    }
  }
  if (inputs.length > 0 && inputs.every(({ dims }) => dims.length === 0)) {
    throw new InputError(
      `'${source}' does not state the sizes of its input '${inputs[0]!.name}'; convert it with fixed sizes.`
    )
  }
  const model = { source, opset: 0, operators, constants, inputs, outputs: outputs ?? unread(operators, inputs) }
  return buildOperatorGraph(model, tensorflowOperators, size)
}

/** Of all operators; a few bytes ask for 65,535 of one. */
const mostResults = 2 ** 20

/**
 * A dropout of TensorFlow 1 that keeps all still draws its numbers, from 0 to 1, to drop what lies below 0: any will do. Networks that
 * are not told how much to keep are refused for drawing.
 */
function leastOf(operator: Operator, constants: Map<string, Constant>): Operator {
  const least = `${operator.name}/least`
  constants.set(least, constant([], [0]))
  return { ...operator, type: 'Fill', inputs: [operator.inputs[0] ?? '', least] }
}

/** The sizes of an input as a shape states them, 0 for one that is open; none where even their number is open. */
export function openedSizes(shape: TensorShape | undefined, name: string, source: string): number[] {
  const dims = shape?.unknownRank ? [] : (shape?.dim ?? [])
  return inputSizes(
    dims.map(({ size = -1 }) => (size === -1 ? null : size)),
    name,
    source
  )
}

function unread(operators: readonly Operator[], inputs: readonly ModelInput[]): ModelOutput[] {
  const read = new Set(operators.flatMap((one) => one.inputs))
  const depending = new Set(inputs.map(({ name }) => name))
  for (const one of operators) {
    if (one.inputs.some((name) => depending.has(name))) for (const name of one.outputs) depending.add(name)
  }
  return operators
    .filter(({ name, outputs }) => depending.has(name) && !outputs.some((output) => read.has(output)))
    .map(({ name }) => ({ name, tensor: name }))
}
