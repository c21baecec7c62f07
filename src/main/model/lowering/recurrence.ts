import type { Op, Shape, Weights } from '../graph/graph.ts'
import type { OperatorCall } from './call.ts'
import { sizesOf, type Value } from './value.ts'

/**
 * Recurrent cells of any format, written out: a layer over T steps becomes T times its cell. Formats differ in how weights
 * lie and which activations they name; all import into these.
 */

/** What an activation is of: of gates, of candidates, or (LSTM) of the cell that is seen. */
export type Activated = 'gate' | 'candidate' | 'seen'

/** One cell of a layer; its nodes are named for the step that is under way, `<layer>/<prefix><step>/<name>`. */
export class Cell {
  step = 0
  readonly call: OperatorCall
  readonly prefix: string
  readonly #activation: (which: Activated, value: Value, step: string) => Value

  /** @param activation adds the activation that the layer names, as a node `<layer>/<step>` */
  constructor(call: OperatorCall, prefix: string, activation: (which: Activated, value: Value, step: string) => Value) {
    this.call = call
    this.prefix = prefix
    this.#activation = activation
  }

  nameOf(name: string): string {
    return `${this.prefix}${this.step}/${name}`
  }

  add(name: string, op: Op, inputs: readonly Value[], shape: Shape): Value {
    return this.call.emit(op, inputs, shape, { step: this.nameOf(name) })
  }

  join(name: string, type: 'add' | 'multiply', a: Value, b: Value): Value {
    return this.add(name, { type }, [a, b], a.shape)
  }

  /** `length` numbers of each pixel or row from `from` on. */
  part(name: string, value: Value, from: number, length: number): Value {
    const axis = value.shape.length - 1
    return this.add(name, { type: 'slice', axis, from }, [value], [...value.shape.slice(0, axis), length])
  }

  activate(name: string, which: Activated, value: Value): Value {
    return this.#activation(which, value, this.nameOf(name))
  }
}

/** One step: from what the kernel makes of the input, and the state before (null at first), to the state after. */
export type Step = (fromInput: Value, before: readonly Value[] | null) => Value[]

const dense = (kernel: Weights, bias: Float32Array | null = null): Op => ({ type: 'dense', kernel, bias })

/** What a matrix makes of a state. */
export function ofState(cell: Cell, recurrent: Weights): (h: Value) => Value {
  return (h) => cell.add('recurrent', dense(recurrent), [h], [recurrent.shape[1]!])
}

/**
 * LSTM: c' = f c + i g(z_c), h' = o s(c') (Hochreiter and Schmidhuber 1997, with a forget gate). The state is [h, c].
 * @param limit between whose negative and which c is cut
 * @param recurrent what the state gives, 4 units of each pixel or row in the order i, f, c, o, as are those of the step's input
 */
export function lstmStep(cell: Cell, units: number, recurrent: (h: Value) => Value, limit = Infinity): Step {
  return (fromInput, before) => {
    const [h, c] = before ?? []
    const z = h ? cell.join('sum', 'add', fromInput, recurrent(h)) : fromInput
    const gate = (name: string, column: number, which: Activated): Value =>
      cell.activate(name, which, cell.part(`${name}-part`, z, column * units, units))
    const candidate = gate('candidate', 2, 'candidate')
    const written = cell.join('write', 'multiply', gate('in', 0, 'gate'), candidate)
    const kept = c && cell.join('keep', 'multiply', gate('forget', 1, 'gate'), c)
    const sum = kept ? cell.join(limit < Infinity ? 'uncut' : 'cell', 'add', kept, written) : written
    const cut: Op = { type: 'activation', activation: { kind: 'clip', min: -limit, max: limit } }
    const after = limit < Infinity ? cell.add('cell', cut, [sum], sum.shape) : sum
    const seen = cell.activate('seen', 'seen', after)
    return [cell.join('out', 'multiply', gate('out-gate', 3, 'gate'), seen), after]
  }
}

/** The weights of a GRU's state, columns in the order z, r, h. */
export interface GruState {
  /** [units, 3 units] */
  recurrent: Weights
  /** Added to what the state gives, [3 units]; null for none. */
  bias: Float32Array | null
  /** True where the reset gate weighs what the state gives, not the state itself. */
  resetAfter: boolean
}

/** GRU: h' = z h + (1 - z) g(x_h + r (h U_h)), or g(x_h + (r h) U_h) where the reset comes first (Cho 2014). */
export function gruStep(cell: Cell, units: number, { recurrent, bias, resetAfter }: GruState): Step {
  const gates = dense(columns(recurrent, 0, 2 * units), bias && bias.subarray(0, 2 * units))
  const candidates = dense(columns(recurrent, 2 * units, units), bias && bias.subarray(2 * units))
  const zeros: Op = { type: 'constant', value: { shape: [units], data: new Float32Array(units) } }
  const rest: Op = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(1) }
  return (fromInput, before) => {
    // At first the state is zero; only its bias is left of its part.
    const state = before?.[0] ?? cell.add('zero', zeros, [], [units])
    const fromState = cell.add('gates-recurrent', gates, [state], [2 * units])
    const both = cell.join('gates', 'add', cell.part('gates-part', fromInput, 0, 2 * units), fromState)
    const opened = cell.activate('opened', 'gate', both)
    const update = cell.part('update', opened, 0, units)
    const reset = cell.part('reset', opened, units, units)
    const past = resetAfter
      ? cell.join('past', 'multiply', reset, cell.add('past-state', candidates, [state], [units]))
      : cell.add('past', candidates, [cell.join('past-state', 'multiply', reset, state)], [units])
    const fresh = cell.join('fresh', 'add', cell.part('fresh-part', fromInput, 2 * units, units), past)
    const candidate = cell.activate('candidate', 'candidate', fresh)
    const written = cell.join('write', 'multiply', cell.add('rest', rest, [update], [units]), candidate)
    return [cell.join('state', 'add', cell.join('keep', 'multiply', update, state), written)]
  }
}

/** A plain recurrent cell: h' = g(x + h U) (Elman 1990). */
export function plainStep(cell: Cell, recurrent: (h: Value) => Value): Step {
  return (fromInput, before) => {
    const [h] = before ?? []
    const both = h ? cell.join('sum', 'add', fromInput, recurrent(h)) : fromInput
    return [cell.activate('state', 'candidate', both)]
  }
}

/** So many steps at most are written out. */
const mostSteps = 4096

/** The first operand as rows of features, a row a step: the model sees [batch, steps, features] or [steps, batch, features]. */
export function stepsOf(call: OperatorCall, isBatchFirst: boolean): Value {
  const input = call.unbatched(call.anyValue(0))
  const sizes = sizesOf(input)
  if (sizes.length !== 3 || sizes[isBatchFirst ? 0 : 1] !== 1) {
    call.refuse('gets something else than steps of features', 'export the model with a sequence as its input')
  }
  const rows = [sizes[isBatchFirst ? 1 : 0]!, sizes[2]!]
  if (rows[0]! > mostSteps) call.refuse(`goes over ${rows[0]} steps`, 'export a model of fewer')
  const plain = call.arranged(input, [0, 1, 2])
  return { ...call.reshaped(plain, rows, { step: 'steps' }), batchAt: 0 }
}

/** What the kernel makes of every step of a sequence [steps, features], in the order in which the cell takes them. */
export function throughKernel(
  { call, prefix }: Cell,
  rows: Value,
  { kernel, bias, goBackwards }: { kernel: Weights; bias: Float32Array | null; goBackwards: boolean }
): Value[] {
  const [length = 0] = rows.shape
  const width = kernel.shape[1]!
  const all = call.emit(dense(kernel, bias), [rows], [length, width], { step: `${prefix}kernel` })
  return Array.from({ length }, (_, i) => {
    const from = goBackwards ? length - 1 - i : i
    const row = call.emit({ type: 'slice', axis: 0, from }, [all], [1, width], { step: `${prefix}${i}/row` })
    return call.emit({ type: 'reshape' }, [row], [width], { step: `${prefix}${i}/input` })
  })
}

/**
 * The state after each step over what the kernel made of the input.
 * @param initial the state to begin with; null for zeros
 */
export function statesAfter(
  cell: Cell,
  fromInput: readonly Value[],
  step: Step,
  initial: readonly Value[] | null
): Value[][] {
  let state = initial
  return fromInput.map((one, index) => {
    cell.step = index
    const after = step(one, state)
    state = after
    return after
  })
}

/** Columns `from`..`from + count` of a matrix. */
function columns({ shape, data }: Weights, from: number, count: number): Weights {
  const [rows, width] = shape as readonly [number, number]
  const result = new Float32Array(rows * count)
  for (let row = 0; row < rows; row++)
    result.set(data.subarray(row * width + from, row * width + from + count), row * count)
  return { shape: [rows, count], data: result }
}
