import type { Weights } from '../graph/graph.ts'
import { activate } from '../lowering/activations.ts'
import { isConstant, type OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { asWeights } from '../lowering/constant.ts'
import { Cell, lstmStep, ofState, statesAfter, stepsOf, throughKernel } from '../lowering/recurrence.ts'
import type { Value } from '../lowering/value.ts'

/** LSTM as TensorFlow Lite has it: see recurrence.ts. Its gates are i, f, c, o, each with a matrix [units, in] of its own. */

/** Where its inputs have what is not read, by what it is called. */
const unread: readonly (readonly [name: string, places: readonly number[]])[] = [
  ['peepholes', [9, 10, 11]],
  ['a projection', [16, 17]],
  ['layer normalisation', [20, 21, 22, 23]]
]

const states = [18, 19]

function refuseUnread(call: OperatorCall): void {
  const plain = 'convert a plain LSTM layer'
  for (const [name, places] of unread)
    if (places.some((place) => call.has(place))) call.refuse(`has ${name}, which is not supported`, plain)
  if (!call.has(1)) call.refuse('couples its input and forget gates, which is not supported', plain)
  if (call.int('diagonal', 0) === 1) call.refuse('has diagonal matrices, which are not supported', plain)
  for (const place of states) {
    const state = call.has(place) ? call.operand(place) : null
    if (state && !(isConstant(state) && state.values.every((v) => v === 0)))
      call.refuse('begins with a state of its own, which is not supported', plain)
  }
}

/** The matrices [units, columns] of the four gates from input `first` on, as one [columns, 4 units]. */
function gates(call: OperatorCall, first: number, units: number, columns: number): Weights {
  const data = new Float32Array(columns * 4 * units)
  for (let gate = 0; gate < 4; gate++) {
    const { shape, data: own } = asWeights(call.constant(first + gate))
    if (shape.join() !== `${units},${columns}`)
      call.refuse(`has weights [${shape.join(', ')}] instead of [${units}, ${columns}]`, 'convert the model again')
    for (let unit = 0; unit < units; unit++) {
      for (let column = 0; column < columns; column++)
        data[column * 4 * units + gate * units + unit] = own[unit * columns + column]!
    }
  }
  return { shape: [columns, 4 * units], data }
}

function biases(call: OperatorCall, units: number): Float32Array {
  const all = [12, 13, 14, 15].flatMap((place) => {
    const values = call.optional(place)?.values ?? new Float64Array(units)
    if (values.length !== units)
      call.refuse(`has ${values.length} biases for ${units} units`, 'convert the model again')
    return Array.from(values)
  })
  return Float32Array.from(all)
}

const functions = { TANH: { kind: 'tanh' }, RELU: { kind: 'relu' }, RELU6: { kind: 'clip', min: 0, max: 6 } } as const

/**
 * [batch, steps, in] (or the steps first) to the state after each step, which begins at zero for every frame: as the layer
 * that was converted has it, where the interpreter may keep it from call to call.
 */
const sequenceLstm: OperatorImporter = (call) => {
  refuseUnread(call)
  call.warn(
    'kept-state',
    `'${call.scope.source}' has an LSTM whose state TensorFlow Lite's interpreter keeps from frame to frame unless it is told to reset it; here it begins at zero for every frame, as in the model that was converted.`
  )
  const stepsFirst = call.int('time_major', 0) === 1
  const rows = stepsOf(call, !stepsFirst)
  const [length = 0, depth = 0] = rows.shape
  const [units = 0] = call.constant(2).dims
  const stated = call.choice('cell_activation', ['TANH', 'RELU', 'RELU6'])
  const cell = new Cell(call, '', (which, value, step) =>
    activate(call, which === 'gate' ? { kind: 'sigmoid' } : functions[stated], value, step)
  )
  const kernel = gates(call, 1, units, depth)
  const recurrent = gates(call, 5, units, units)
  const fromInput = throughKernel(cell, rows, { kernel, bias: biases(call, units), goBackwards: false })
  const step = lstmStep(cell, units, ofState(cell, recurrent), call.float('cell_clip', 0) || Infinity)
  const after = statesAfter(cell, fromInput, step, null).map(([h]) => h!)
  const row = (value: Value, index: number): Value =>
    call.emit({ type: 'reshape' }, [value], [1, units], { step: `${index}/row-out` })
  const all = call.emit(
    { type: 'concat', axis: 0 },
    after.map(row),
    [length, units],
    stepsFirst ? { step: 'rows' } : {}
  )
  if (!stepsFirst) return all
  return { ...call.emit({ type: 'reshape' }, [all], [length, 1, units]), batchAt: null }
}

export const recurrentOperators: Record<string, OperatorImporter> = {
  UNIDIRECTIONAL_SEQUENCE_LSTM: sequenceLstm
}
