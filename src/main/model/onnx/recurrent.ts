import type { Weights } from '../graph/graph.ts'
import { activate } from '../lowering/activations.ts'
import { cut } from '../lowering/arrangement.ts'
import { isConstant, type OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { asWeights } from '../lowering/constant.ts'
import type { Value } from '../lowering/value.ts'
import {
  type Activated,
  Cell,
  gruStep,
  lstmStep,
  ofState,
  plainStep,
  statesAfter,
  stepsOf,
  throughKernel
} from '../lowering/recurrence.ts'

/** LSTM, GRU and RNN as ONNX has them: see recurrence.ts. Two directions stand side by side on an axis of their own. */

/** Of an RNN, a GRU and an LSTM. */
type Gates = 1 | 3 | 4

interface Layer {
  units: number
  /** Number of gates. */
  gates: Gates
  /** ONNX's place of each of our gates: our columns are i, f, c, o (LSTM), z, r, h (GRU) or h (RNN). */
  order: readonly number[]
}

const functions = { Sigmoid: { kind: 'sigmoid' }, Tanh: { kind: 'tanh' }, Relu: { kind: 'relu' } } as const

/** What the activations are of that each kind of layer names for a direction. */
const activationsOf: Readonly<Record<string, readonly Activated[]>> = {
  LSTM: ['gate', 'candidate', 'seen'],
  GRU: ['gate', 'candidate'],
  RNN: ['candidate']
}

/** The cell of one direction, with the activations that its layer names for it. */
function cellOf(call: OperatorCall, direction: number): Cell {
  const kinds = activationsOf[call.operator.type] ?? []
  return new Cell(call, `${direction}/`, (which, value, step) => {
    const place = direction * kinds.length + kinds.indexOf(which)
    const stated = call.texts('activations')[place] ?? (which === 'gate' ? 'Sigmoid' : 'Tanh')
    const kind = functions[stated as keyof typeof functions]
    if (!kind) return call.refuse(`has the activation '${stated}'`, 'use Sigmoid, Tanh or Relu')
    return activate(call, kind, value, step)
  })
}

/** The part of a tensor [directions, gates * units, columns] of one direction as [columns, gates * units], reordered. */
function matrix(call: OperatorCall, index: number, direction: number, { units, gates, order }: Layer): Weights {
  const { shape, data } = asWeights(call.constant(index))
  const rows = gates * units
  const columns = shape[2] ?? 0
  if (shape.length !== 3 || shape[1] !== rows)
    call.refuse('has weights that do not fit its size', 'export the model again')
  const result = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const from = (direction * rows + order[Math.floor(row / units)]! * units + (row % units)) * columns
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[from + column]!
  }
  return { shape: [columns, rows], data: result }
}

/** The two biases of one direction, of the input and of the state, each [gates * units] and reordered. */
function biases(call: OperatorCall, direction: number, { units, gates, order }: Layer): [Float32Array, Float32Array] {
  const rows = gates * units
  const stored = call.optional(3)
  const half = (which: 0 | 1): Float32Array =>
    Float32Array.from({ length: rows }, (_, row) => {
      const at = direction * 2 * rows + which * rows + order[Math.floor(row / units)]! * units + (row % units)
      return stored ? stored.values[at]! : 0
    })
  return [half(0), half(1)]
}

const plus = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value + b[i]!)

/** The state that one direction begins with; null for zeros. */
function beginning(call: OperatorCall, direction: number, { units, gates }: Layer): Value[] | null {
  const inputs = gates === 4 ? [5, 6] : [5]
  const isZero = (index: number): boolean => {
    const operand = call.has(index) ? call.operand(index) : null
    return operand === null || (isConstant(operand) && operand.values.every((value) => value === 0))
  }
  if (inputs.every(isZero)) return null
  return inputs.map((index) => {
    const step = `${direction}/begin-${index}`
    if (isZero(index)) {
      const value = { shape: [units], data: new Float32Array(units) }
      return call.emit({ type: 'constant', value }, [], [units], { step })
    }
    const operand = call.operand(index)
    const state = isConstant(operand) ? call.wholeConstant(operand) : call.unbatched(operand)
    const place = call.int('layout', 0) === 1 ? 1 : 0
    const own = cut(call, state, place, direction, 1, `${step}-own`)
    return call.reshaped({ ...own, batchAt: 0 }, [units], { step })
  })
}

/** The state of one direction after each step, in the order of the steps of the input. */
function directed(call: OperatorCall, layer: Layer, input: Value, direction: number, isBackwards: boolean): Value[][] {
  const { units, gates } = layer
  const kernel = matrix(call, 1, direction, layer)
  const recurrent = matrix(call, 2, direction, layer)
  const [inputBias, stateBias] = biases(call, direction, layer)
  const cell = cellOf(call, direction)
  const resetAfter = call.int('linear_before_reset', 0) === 1
  const isSplit = gates === 3 && resetAfter
  const bias = isSplit ? inputBias : plus(inputBias, stateBias)
  const step = {
    1: () => plainStep(cell, ofState(cell, recurrent)),
    3: () => gruStep(cell, units, { recurrent, bias: isSplit ? stateBias : null, resetAfter }),
    4: () => lstmStep(cell, units, ofState(cell, recurrent))
  }[gates]()
  const fromInput = throughKernel(cell, input, { kernel, bias, goBackwards: isBackwards })
  const begin = beginning(call, direction, layer)
  const states = statesAfter(cell, fromInput, step, begin)
  return isBackwards ? states.reverse() : states
}

/**
 * X [steps, batch, features] gives Y [steps, directions, batch, units], Y_h and (LSTM) Y_c [directions, batch, units]; with
 * `layout` 1 the batch comes first in all.
 */
const recurrent =
  (gates: Gates, order: readonly number[]): OperatorImporter =>
  (call) => {
    const units = call.int('hidden_size', 0)
    const isBatchFirst = call.int('layout', 0) === 1
    if (call.has(7)) call.refuse('has peepholes, which are not supported', 'use an LSTM without them')
    const steps = stepsOf(call, isBatchFirst)
    const layer = { units, gates, order }
    const direction = call.choice('direction', ['forward', 'reverse', 'bidirectional'])
    if (call.float('clip', 0) !== 0) call.refuse('cuts its states off (clip), which is not supported', 'leave it out')
    if (call.int('input_forget', 0) === 1) {
      call.refuse('couples its input and forget gates, which is not supported', 'use an LSTM with both')
    }
    const runs = direction === 'bidirectional' ? [false, true] : [direction === 'reverse']
    const each = runs.map((isBackwards, i) => directed(call, layer, steps, i, isBackwards))

    const length = steps.shape[0]!
    const row = (value: Value, step: string): Value => call.emit({ type: 'reshape' }, [value], [1, units], { step })
    const stacked = (rows: readonly Value[], step: string): Value =>
      call.emit({ type: 'concat', axis: 0 }, rows, [rows.length, units], { step })
    const rows = each[0]!.flatMap((_, step) => each.map((states, i) => row(states[step]![0]!, `${i}/${step}/row-out`)))
    const ends = (part: 0 | 1): Value =>
      stacked(
        each.map((states, i) => row((runs[i] ? states[0]! : states.at(-1)!)[part]!, `${i}/end-${part}`)),
        `ends-${part}`
      )
    const ofBatch = (value: Value, sizes: readonly number[], at: number, step?: string): Value => {
      const whole = isBatchFirst ? [1, ...sizes] : sizes.toSpliced(at, 0, 1)
      return { ...call.emit({ type: 'reshape' }, [value], whole, step ? { step } : {}), batchAt: null }
    }
    return [
      ofBatch(stacked(rows, 'rows'), [length, runs.length, units], 2),
      ofBatch(ends(0), [runs.length, units], 1, 'end'),
      ...(gates === 4 ? [ofBatch(ends(1), [runs.length, units], 1, 'cells')] : [])
    ]
  }

export const recurrentOperators: Record<string, OperatorImporter> = {
  LSTM: recurrent(4, [0, 2, 3, 1]),
  GRU: recurrent(3, [0, 1, 2]),
  RNN: recurrent(1, [0])
}
