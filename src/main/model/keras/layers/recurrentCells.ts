import { z } from 'zod'
import {
  Cell,
  gruStep,
  lstmStep,
  ofState,
  plainStep,
  statesAfter,
  type Step,
  throughKernel
} from '../../lowering/recurrence.ts'
import { activated } from './activations.ts'
import { activation } from './fields.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall } from './layerCall.ts'

/** Cells of recurrent layers (see recurrence.ts): of a layer that is called after its cell, or within an RNN layer. */

const CellConfig = z.looseObject({
  units: z.number().int().positive(),
  activation,
  recurrent_activation: activation,
  use_bias: z.boolean().default(true),
  reset_after: z.boolean().default(false)
})
type CellConfig = z.infer<typeof CellConfig>

/** A cell that the layer's weights are read for. */
interface StatedStep {
  call: LayerCall
  config: CellConfig
  cell: Cell
}

/** What kind of cell it is: how wide its kernel is, how many numbers its state has, and how its weights are read. */
interface Kind {
  gates: 1 | 3 | 4
  states: 1 | 2
  /** The bias of the kernel, and the step. `first` is the place of the cell's first weight array. */
  step(stated: StatedStep, first: number): { bias: Float32Array | null; step: Step }
}

const lstm: Kind = {
  gates: 4,
  states: 2,
  step({ call, config, cell }, first) {
    const { units, use_bias } = config
    const recurrent = call.weight(first + 1, [units, 4 * units])
    const bias = use_bias ? call.weight(first + 2, [4 * units]).data : null
    return { bias, step: lstmStep(cell, units, ofState(cell, recurrent)) }
  }
}

const gru: Kind = {
  gates: 3,
  states: 1,
  step({ call, config, cell }, first) {
    const { units, use_bias, reset_after: resetAfter } = config
    const recurrent = call.weight(first + 1, [units, 3 * units])
    const shape = resetAfter ? [2, 3 * units] : [3 * units]
    const stored = use_bias ? call.weight(first + 2, shape).data : null
    const stateBias = stored && resetAfter ? stored.subarray(3 * units) : null
    const bias = stored && stored.subarray(0, 3 * units)
    return { bias, step: gruStep(cell, units, { recurrent, bias: stateBias, resetAfter }) }
  }
}

const plain: Kind = {
  gates: 1,
  states: 1,
  step({ call, config, cell }, first) {
    const { units, use_bias } = config
    const recurrent = call.weight(first + 1, [units, units])
    const bias = use_bias ? call.weight(first + 2, [units]).data : null
    return { bias, step: plainStep(cell, ofState(cell, recurrent)) }
  }
}

const kinds: Readonly<Record<string, Kind>> = {
  LSTM: lstm,
  LSTMCell: lstm,
  GRU: gru,
  GRUCell: gru,
  SimpleRNN: plain,
  SimpleRNNCell: plain
}

export const cellClasses: readonly string[] = Object.keys(kinds)

/** A cell as a layer states it: its class, and its configuration. */
export interface StatedCell {
  className: string
  config: Record<string, unknown>
}

/** What a layer's cells give: the states of the last of them after each step, in the order in which it took them. */
export interface Run {
  states: Value[][]
  /** How many weight arrays the cells have. */
  weights: number
}

export interface HowToRun {
  cells: readonly StatedCell[]
  goBackwards: boolean
  /** The state to begin with; zero where it is null. */
  initial: readonly Value[] | null
  /** Put before the names of steps. */
  prefix?: string
  /** The place of the first weight array. */
  first?: number
}

/** Runs cells over a sequence of vectors, each over what the one before it gave. */
export function runCells(call: LayerCall, input: Value, how: HowToRun): Run {
  let place = how.first ?? 0
  let rows = input
  let states: Value[][] = []
  how.cells.forEach((stated, i) => {
    const isFirst = i === 0
    const prefix = `${how.prefix ?? ''}${how.cells.length > 1 ? `${stated.className}-${i + 1}/` : ''}`
    const config = call.withConfig(stated.config).config(CellConfig)
    const cell = new Cell(call, prefix, (which, value, step) =>
      activated(call, which === 'gate' ? config.recurrent_activation : config.activation, value, step)
    )
    const kind = kinds[stated.className]
    if (!kind) {
      return call.refuse(`holds a ${stated.className}, which is not supported`, `use one of ${cellClasses.join(', ')}`)
    }
    if (how.initial && (how.cells.length > 1 || how.initial.length !== kind.states)) {
      call.refuse('begins with states of another number than its own', 'save the model without them')
    }
    if (!isFirst)
      rows = asRows(
        call,
        states.map(([h]) => h!),
        `${prefix}`
      )
    states = steps({ call, config, cell }, rows, kind, {
      ...how,
      goBackwards: isFirst && how.goBackwards,
      first: place
    })
    place += config.use_bias ? 3 : 2
  })
  return { states, weights: place - (how.first ?? 0) }
}

function steps(
  stated: StatedStep,
  input: Value,
  kind: Kind,
  { goBackwards, initial, first }: HowToRun & { first: number }
): Value[][] {
  const { call, config, cell } = stated
  const [length, features] = input.shape
  if (input.shape.length !== 2 || !length || !features) {
    return call.refuse(
      `gets a tensor of shape [${input.shape.join(', ')}] where steps of features are expected`,
      'save the model again'
    )
  }
  const kernel = call.weight(first, [features, kind.gates * config.units])
  const { bias, step } = kind.step(stated, first)
  return statesAfter(cell, throughKernel(cell, input, { kernel, bias, goBackwards }), step, initial)
}

/** Vectors as the rows [steps, features] of a sequence. */
export function asRows(call: LayerCall, vectors: readonly Value[], step?: string): Value {
  const features = vectors[0]!.shape[0]!
  const rows = vectors.map((vector, i) =>
    call.emit({ type: 'reshape' }, [vector], [1, features], { step: `${step ?? ''}${i}/result` })
  )
  if (rows.length === 1) return rows[0]!
  const options = step ? { step: `${step}rows` } : {}
  return call.emit({ type: 'concat', axis: 0 }, rows, [vectors.length, features], options)
}
