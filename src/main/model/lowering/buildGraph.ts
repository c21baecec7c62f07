import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Node } from '../graph/graph.ts'
import { steeringOutput } from '../input/guess.ts'
import { type HeldInput, heldInput, heldWarnings } from '../input/heldInput.ts'
import type { UnreadGraph } from '../input/inLayout.ts'
import { isConstant, OperatorCall, type Operand } from './call.ts'
import type { Constant } from './constant.ts'
import { type Frames, isFrames, rowsOfPicture } from './frames.ts'
import { importOperators, type OperatorSet } from './importOperators.ts'
import { openSizes, type PictureSize, withSize } from './openSize.ts'
import type { Operator } from './operator.ts'
import type { Scope } from './operatorAt.ts'
import { inOwnOrder } from './ownOrder.ts'
import { type ModelInput, pictureInput } from './pictureInput.ts'
import { isTensor, Room } from './room.ts'
import type { Value } from './value.ts'
import { checkNumbers } from './weightNumbers.ts'

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
 * on the picture (shapes, weights that are reshaped) is worked out here. Inputs other than pictures are held, see heldInput. An
 * output that needs an operator which cannot be imported is left out, as long as it is not the one to be taken for steering.
 * Where the file leaves the size of the pictures open, it is built for the first usual size that it can be built for.
 * @param wanted the size to take in place of that
 * @throws InputError that names what cannot be imported, its place, and what to do
 */
export function buildOperatorGraph(
  model: OperatorModel,
  set: OperatorSet,
  wanted?: PictureSize
): { graph: UnreadGraph; warnings: Warning[] } {
  for (const name of new Set(model.operators.flatMap((operator) => operator.inputs))) {
    const held = model.constants.get(name)
    if (held) checkNumbers(held.values, `'${name}'`, model.source)
  }
  const sizes = openSizes(model.inputs, wanted)
  if (!sizes) return buildAtSize(model, set)
  const failures: InputError[] = []
  for (const size of sizes) {
    try {
      const { graph, warnings } = buildAtSize({ ...model, inputs: withSize(model.inputs, size) }, set)
      return { graph, warnings: wanted ? warnings : [openSizeWarning(model.source, size), ...warnings] }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      failures.push(error)
    }
  }
  throw failures[0]!
}

function openSizeWarning(source: string, { height, width }: PictureSize): Warning {
  const message = `'${source}' takes pictures of any size; ${width} x ${height} is a guess, so set the size that it was trained with in its recipe.`
  return { code: 'open-size', message }
}

function buildAtSize(
  { source, opset, operators, constants, inputs, outputs }: OperatorModel,
  set: OperatorSet
): { graph: UnreadGraph; warnings: Warning[] } {
  for (const { name, dims } of inputs) {
    if (isTensor(dims.map((size) => size || 1))) continue
    throw new InputError(
      `'${source}' takes '${name}' [${dims.join(', ')}], more numbers than a picture has; export it with its own sizes.`
    )
  }
  const picture = pictureInput(inputs, source)
  const { id, form, places, batch } = picture
  const nodes: Node[] = []
  const operands = new Map<string, Operand | Frames>([...constants, ...picture.operands])
  const taken = new Set([id, ...picture.operands.keys(), ...places])
  const others: HeldInput[] = []
  for (const { name, dims } of inputs) {
    if (picture.operands.has(name)) continue
    const sizes = dims.map((size) => size || 1)
    const ofBatch = sizes[0] === batch
    const held = heldInput(name, ofBatch ? sizes.slice(1) : sizes)
    operands.set(name, { name, dims: ofBatch ? [1, ...sizes.slice(1)] : sizes, values: held.data, integer: false })
    others.push(held)
  }
  const warnings = heldWarnings(source, others)
  const assumed = new Map<string, Warning>()
  const held = [...constants.values()].reduce((sum, { values }) => sum + values.length, 0)
  const room = new Room(held)
  const scope: Scope = { source, opset, batch, operators: operators.length, nodes, ids: taken, room, warnings: assumed }
  const refused = importOperators(operators, set, scope, operands)
  const kept = outputs.filter(({ tensor }) => !refused.has(tensor))
  const wanted = outputs.find(({ name }) => name === steeringOutput(outputs.map((output) => output.name)))
  const refusal = wanted && refused.get(wanted.tensor)
  if (refusal) throw refusal
  for (const { name, tensor } of outputs) {
    const why = refused.get(tensor)
    if (why) warnings.push({ code: 'output-left-out', message: `The output '${name}' is left out: ${why.message}` })
  }
  const ids = outputIds(kept, operands, scope)
  if (Object.keys(ids).length === 0) {
    throw new InputError(`'${source}' gives nothing that depends on the picture; export the whole model again.`)
  }
  const graph = { id, form, places, nodes, outputs: ids }
  return { graph, warnings: [...warnings, ...assumed.values()] }
}

function outputIds(
  outputs: readonly ModelOutput[],
  operands: ReadonlyMap<string, Operand | Frames>,
  scope: Scope
): Record<string, string> {
  return Object.fromEntries(
    outputs.flatMap(({ name, tensor }) => {
      const operand = operands.get(tensor)
      if (!operand)
        throw new InputError(`'${scope.source}' names the output '${name}', which nothing makes; export it again.`)
      const value = isFrames(operand) ? ofFrames(operand, name, scope) : operand
      return isConstant(value) ? [] : [[name, inOwnOrder(value, `${name}/axes`, scope)]]
    })
  )
}

/** What is computed for each frame is about the newest; parts of a picture are all of them. */
function ofFrames(given: Frames, name: string, scope: Scope): Value {
  if (!given.ofPicture) return given.frames.at(-1)!
  const operator = { name: `${name}/parts`, type: 'Concat', domain: '', inputs: [], outputs: [], attributes: new Map() }
  return rowsOfPicture(new OperatorCall(scope, operator, [], scope.operators), given)
}
