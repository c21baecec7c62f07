import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Graph, Node } from '../graph.ts'
import { sequenceWarning } from '../sequence.ts'
import { usefulNodes } from '../usefulNodes.ts'
import { isConstant, type Operand, type Scope } from './call.ts'
import type { Constant } from './constant.ts'
import { type Frames, isFrames } from './frames.ts'
import { importOperators, type OperatorSet } from './importOperators.ts'
import type { Operator } from './operator.ts'
import { type ModelInput, pictureInput } from './pictureInput.ts'
import { plainValue } from './value.ts'

/** A network of operators, as it lies in files of any format. */
export interface OperatorModel {
  /** The model file's name, for sentences. */
  source: string
  /** Version of the format's set of operators, where it has one. */
  opset: number
  /** Every operator after those whose results it takes. */
  operators: readonly Operator[]
  /** Weights and other constants by name. */
  constants: ReadonlyMap<string, Constant>
  inputs: readonly ModelInput[]
  outputs: readonly ModelOutput[]
}

export interface ModelOutput {
  name: string
  /** Name of the tensor that it is. */
  tensor: string
}

/**
 * Builds the graph of a network of operators. Pictures are [height, width, channels] throughout; what does not depend
 * on the picture (shapes, weights that are reshaped) is worked out here. Inputs other than the picture are held at 0.
 * @throws InputError that names what cannot be imported, its place, and what to do
 */
export function buildOperatorGraph(
  { source, opset, operators, constants, inputs, outputs }: OperatorModel,
  set: OperatorSet
): { graph: Graph; warnings: Warning[] } {
  const picture = pictureInput(inputs, source)
  const { input, sequence, batch } = picture
  const nodes: Node[] = [...picture.nodes]
  const operands = new Map<string, Operand | Frames>([...constants, ...picture.operands])
  const ids = new Set([input.id, ...picture.operands.keys(), ...nodes.map(({ id }) => id)])
  const warnings: Warning[] = sequence ? [sequenceWarning(source, sequence.frames)] : []
  for (const { name, dims } of inputs) {
    if (picture.operands.has(name)) continue
    const shape = dims.slice(1).map((size) => size || 1)
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
    nodes.push({ id: name, op: { type: 'constant', value: { shape, data } }, inputs: [], shape })
    ids.add(name)
    operands.set(name, plainValue(name, shape))
    warnings.push({
      code: 'constant-input',
      message: `'${source}' has a second input, '${name}'; it is held at 0 for every frame.`
    })
  }
  const scope: Scope = { source, opset, batch, operators: operators.length, nodes, ids }
  importOperators(operators, set, scope, operands)
  const outputsById = outputIds(outputs, operands, source)
  // The picture of a sequence is a node that the graph must have, even where nothing reads it.
  const ends = [...Object.values(outputsById), ...(sequence ? [sequence.picture] : [])]
  const graph = { input, nodes: usefulNodes(nodes, ends), outputs: outputsById, ...(sequence && { sequence }) }
  return { graph, warnings }
}

function outputIds(
  outputs: readonly ModelOutput[],
  operands: ReadonlyMap<string, Operand | Frames>,
  source: string
): Record<string, string> {
  return Object.fromEntries(
    outputs.flatMap(({ name, tensor }) => {
      const operand = operands.get(tensor)
      if (!operand)
        throw new InputError(`'${source}' names the output '${name}', which nothing makes; export it again.`)
      // What is computed for each frame is about the newest.
      const value = isFrames(operand) ? operand.frames.at(-1)! : operand
      return isConstant(value) ? [] : [[name, value.id]]
    })
  )
}
