import type { Op, Weights } from '../graph.ts'
import { activate } from '../operators/activations.ts'
import type { Operand, OperatorCall, OperatorImporter } from '../operators/call.ts'
import { asWeights } from '../operators/constant.ts'
import { sizesOf, type Value } from '../operators/value.ts'
import { type CellMaker, gruStep, lstmStep, unrolled } from '../recurrence.ts'

/** LSTM and GRU as ONNX has them: see recurrence.ts. Two directions stand side by side on an axis of their own. */

interface Layer {
  units: number
  /** Number of gates. */
  gates: 3 | 4
  /** ONNX's place of each of our gates: our columns are i, f, c, o (LSTM) or z, r, h (GRU). */
  order: readonly number[]
}

const functions = { Sigmoid: { kind: 'sigmoid' }, Tanh: { kind: 'tanh' }, Relu: { kind: 'relu' } } as const

/** Nodes of one direction, numbered by its steps. */
class Cell implements CellMaker<Value> {
  readonly call: OperatorCall
  readonly direction: number
  step = 0

  constructor(call: OperatorCall, direction: number) {
    this.call = call
    this.direction = direction
  }

  add(name: string, op: Op, inputs: readonly Value[], size: number): Value {
    return this.call.emit(op, inputs, [size], { step: `${this.direction}/${this.step}/${name}` })
  }

  activate(name: string, which: 'gate' | 'candidate' | 'seen', value: Value): Value {
    const each = this.call.operator.type === 'LSTM' ? 3 : 2
    const place = { gate: 0, candidate: 1, seen: 2 }[which]
    const stated = this.call.texts('activations')[this.direction * each + place] ?? (place === 0 ? 'Sigmoid' : 'Tanh')
    const kind = functions[stated as keyof typeof functions]
    if (!kind) return this.call.refuse(`has the activation '${stated}'`, 'use Sigmoid, Tanh or Relu')
    return activate(this.call, kind, value, `${this.direction}/${this.step}/${name}`)
  }
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

/** What one direction gives after each step, in the order of the steps of the input. */
function directed(call: OperatorCall, layer: Layer, input: Value, direction: number, isBackwards: boolean): Value[] {
  const { units, gates } = layer
  const [length = 0] = input.shape
  const kernel = matrix(call, 1, direction, layer)
  const recurrent = matrix(call, 2, direction, layer)
  const [ofInput, ofState] = biases(call, direction, layer)
  const cell = new Cell(call, direction)
  const resetAfter = call.int('linear_before_reset', 0) === 1
  const isSplit = gates === 3 && resetAfter
  const bias = isSplit ? ofInput : plus(ofInput, ofState)
  const step =
    gates === 4
      ? lstmStep(cell, units, recurrent)
      : gruStep(cell, units, { recurrent, bias: isSplit ? ofState : null, resetAfter })
  const width = gates * units
  const all = call.emit({ type: 'dense', kernel, bias }, [input], [length, width], { step: `${direction}/kernel` })
  const fromInput = Array.from({ length }, (_, i) => {
    const from = isBackwards ? length - 1 - i : i
    const row = call.emit({ type: 'slice', axis: 0, from }, [all], [1, width], { step: `${direction}/${i}/row` })
    return call.emit({ type: 'reshape' }, [row], [width], { step: `${direction}/${i}/input` })
  })
  const results = unrolled(fromInput, step, (index) => (cell.step = index))
  return isBackwards ? results.reverse() : results
}

/**
 * X [steps, batch, features] gives Y [steps, directions, batch, units] and Y_h [directions, batch, units] (with `layout` 1
 * the batch comes first in all). The last cell, Y_c, is not given out.
 */
const recurrent =
  (gates: 3 | 4, order: readonly number[]): OperatorImporter =>
  (call) => {
    const units = call.int('hidden_size', 0)
    const isBatchFirst = call.int('layout', 0) === 1
    const input = call.anyValue(0)
    if (sizesOf(input).length !== 2 || input.batchAt !== (isBatchFirst ? 0 : 1)) {
      call.refuse('gets something else than steps of features', 'export the model with a sequence as its input')
    }
    for (const state of [5, 6]) {
      if (call.optional(state)?.values.some((value) => value !== 0))
        call.refuse('begins with a state other than zero', 'begin with zeros')
    }
    if (call.has(7)) call.refuse('has peepholes, which are not supported', 'use an LSTM without them')
    const steps = call.arranged(input, [0, 1])
    const layer = { units, gates, order }
    const direction = call.text('direction', 'forward')
    const runs = direction === 'bidirectional' ? [false, true] : [direction === 'reverse']
    const each = runs.map((isBackwards, i) => directed(call, layer, steps, i, isBackwards))

    const length = steps.shape[0]!
    const rows = each[0]!.flatMap((_, step) =>
      each.map((results, i) =>
        call.emit({ type: 'reshape' }, [results[step]!], [1, units], { step: `${i}/${step}/row-out` })
      )
    )
    const joined = call.emit({ type: 'concat', axis: 0 }, rows, [rows.length, units], { step: 'rows' })
    const whole = call.emit({ type: 'reshape' }, [joined], [length, runs.length, units])
    const ends = each.map((results, i) =>
      call.emit({ type: 'reshape' }, [runs[i] ? results[0]! : results.at(-1)!], [1, units], { step: `${i}/end` })
    )
    const last =
      ends.length === 1
        ? ends[0]!
        : call.emit({ type: 'concat', axis: 0 }, ends, [ends.length, units], { step: 'ends' })
    const outputs: Operand[] = [
      { ...whole, batchAt: isBatchFirst ? 0 : 2 },
      { ...last, batchAt: isBatchFirst ? 0 : 1 }
    ]
    return outputs
  }

export const recurrentOperators: Record<string, OperatorImporter> = {
  LSTM: recurrent(4, [0, 2, 3, 1]),
  GRU: recurrent(3, [0, 1, 2])
}
