import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Graph, Node } from '../graph.ts'
import { usefulNodes } from '../usefulNodes.ts'
import { isConstant, type Operand, type Scope } from './call.ts'
import type { Constant } from './constant.ts'
import { importOperators, type OperatorSet } from './importOperators.ts'
import type { Operator } from './operator.ts'
import { channelsFirst, plainValue, type Value } from './value.ts'

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

export interface ModelInput {
  name: string
  /** The batch first; 0 for a size that is open. */
  dims: readonly number[]
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
  const { picture, batch } = pictureInput(inputs, source)
  const nodes: Node[] = []
  const ids = new Set([picture.id])
  const operands = new Map<string, Operand>([...constants, [picture.id, picture]])
  const warnings: Warning[] = []
  for (const { name, dims } of inputs) {
    if (name === picture.id) continue
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
  const ends = outputIds(outputs, operands, source)
  const graph = {
    input: { id: picture.id, shape: picture.shape },
    nodes: usefulNodes(nodes, Object.values(ends)),
    outputs: ends
  }
  return { graph, warnings }
}

/** The input that takes pictures: [batch, channels, height, width] as of PyTorch, or with the channels last. */
function pictureInput(inputs: readonly ModelInput[], source: string): { picture: Value; batch: number } {
  const found = inputs.find(({ dims }) => dims.length === 4)
  if (!found) {
    const shapes = inputs.map(({ name, dims }) => `'${name}' [${dims.join(', ')}]`).join(', ')
    throw new InputError(
      `'${source}' takes ${shapes || 'nothing'}, and no picture; open a model that takes one picture.`
    )
  }
  const [batch = 0, a = 0, b = 0, c = 0] = found.dims
  if (a < 1 || b < 1 || c < 1) {
    throw new InputError(
      `'${source}' does not state the size of the picture it takes; export it with a fixed size such as [batch, 3, 66, 200].`
    )
  }
  const isFirst = a <= 4 && c > 4
  const picture = isFirst
    ? { id: found.name, shape: [b, c, a], axes: channelsFirst, batchAt: 0 }
    : plainValue(found.name, [a, b, c])
  return { picture, batch: batch || 1 }
}

function outputIds(
  outputs: readonly ModelOutput[],
  operands: ReadonlyMap<string, Operand>,
  source: string
): Record<string, string> {
  return Object.fromEntries(
    outputs.flatMap(({ name, tensor }) => {
      const operand = operands.get(tensor)
      if (!operand)
        throw new InputError(`'${source}' names the output '${name}', which nothing makes; export it again.`)
      return isConstant(operand) ? [] : [[name, operand.id]]
    })
  )
}
