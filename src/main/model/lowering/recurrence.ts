import type { Op, Shape, Weights } from '../graph/graph.ts'

/**
 * Recurrent cells of Keras and ONNX, written out: a layer over T steps becomes T times its cell. Formats differ in how
 * weights lie and which activations they name; both import into these.
 */
export interface CellMaker<Value extends { shape: Shape }> {
  /** Adds a node of the step that is under way. */
  add(name: string, op: Op, inputs: readonly Value[], size: number): Value
  /** The activation of gates, of candidates, or (LSTM) of the cell that is seen. */
  activate(name: string, which: 'gate' | 'candidate' | 'seen', value: Value): Value
}

/** One step: from what the kernel makes of the input, and the state before (null at first), to the state after. */
export type Step<Value> = (fromInput: Value, before: readonly Value[] | null) => Value[]

const part = (from: number): Op => ({ type: 'slice', axis: 0, from })
const dense = (kernel: Weights, bias: Float32Array | null = null): Op => ({ type: 'dense', kernel, bias })

/**
 * LSTM: c' = f c + i g(z_c), h' = o s(c') (Hochreiter and Schmidhuber 1997, with a forget gate). The state is [h, c].
 * @param recurrent [units, 4 units], its columns in the order i, f, c, o, as are those of the step's input
 */
export function lstmStep<Value extends { shape: Shape }>(
  maker: CellMaker<Value>,
  units: number,
  recurrent: Weights
): Step<Value> {
  const join = (name: string, type: 'add' | 'multiply', a: Value, b: Value): Value =>
    maker.add(name, { type }, [a, b], a.shape[0]!)
  return (fromInput, before) => {
    const [h, c] = before ?? []
    const z = h ? join('sum', 'add', fromInput, maker.add('recurrent', dense(recurrent), [h], 4 * units)) : fromInput
    const gate = (name: string, column: number, which: 'gate' | 'candidate'): Value =>
      maker.activate(name, which, maker.add(`${name}-part`, part(column * units), [z], units))
    const candidate = gate('candidate', 2, 'candidate')
    const written = join('write', 'multiply', gate('in', 0, 'gate'), candidate)
    const after = c ? join('cell', 'add', join('keep', 'multiply', gate('forget', 1, 'gate'), c), written) : written
    const seen = maker.activate('seen', 'seen', after)
    return [join('out', 'multiply', gate('out-gate', 3, 'gate'), seen), after]
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
export function gruStep<Value extends { shape: Shape }>(
  maker: CellMaker<Value>,
  units: number,
  { recurrent, bias, resetAfter }: GruState
): Step<Value> {
  const gates = dense(columns(recurrent, 0, 2 * units), bias && bias.subarray(0, 2 * units))
  const candidates = dense(columns(recurrent, 2 * units, units), bias && bias.subarray(2 * units))
  const zeros: Op = { type: 'constant', value: { shape: [units], data: new Float32Array(units) } }
  const rest: Op = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(1) }
  const join = (name: string, type: 'add' | 'multiply', a: Value, b: Value): Value =>
    maker.add(name, { type }, [a, b], a.shape[0]!)
  return (fromInput, before) => {
    // At first the state is zero; only its bias is left of its part.
    const state = before?.[0] ?? maker.add('zero', zeros, [], units)
    const fromState = maker.add('gates-recurrent', gates, [state], 2 * units)
    const both = join('gates', 'add', maker.add('gates-part', part(0), [fromInput], 2 * units), fromState)
    const opened = maker.activate('opened', 'gate', both)
    const update = maker.add('update', part(0), [opened], units)
    const reset = maker.add('reset', part(units), [opened], units)
    const past = resetAfter
      ? join('past', 'multiply', reset, maker.add('past-state', candidates, [state], units))
      : maker.add('past', candidates, [join('past-state', 'multiply', reset, state)], units)
    const fresh = join('fresh', 'add', maker.add('fresh-part', part(2 * units), [fromInput], units), past)
    const candidate = maker.activate('candidate', 'candidate', fresh)
    const written = join('write', 'multiply', maker.add('rest', rest, [update], units), candidate)
    return [join('state', 'add', join('keep', 'multiply', update, state), written)]
  }
}

/** A plain recurrent cell: h' = g(x + h U) (Elman 1990). */
export function plainStep<Value extends { shape: Shape }>(
  maker: CellMaker<Value>,
  units: number,
  recurrent: Weights
): Step<Value> {
  return (fromInput, before) => {
    const [h] = before ?? []
    const fromState = h && maker.add('recurrent', dense(recurrent), [h], units)
    const both = fromState ? maker.add('sum', { type: 'add' }, [fromInput, fromState], units) : fromInput
    return [maker.activate('state', 'candidate', both)]
  }
}

/** Runs `step` over what the kernel made of every step of the input, in the order given; gives h after each. */
export function unrolled<Value>(
  fromInput: readonly Value[],
  step: Step<Value>,
  begin: (index: number) => void
): Value[] {
  return statesAfter(fromInput, step, begin, null).map(([h]) => h!)
}

/** The same with the whole state after each step, beginning with a state other than zero where there is one. */
export function statesAfter<Value>(
  fromInput: readonly Value[],
  step: Step<Value>,
  begin: (index: number) => void,
  initial: Value[] | null
): Value[][] {
  let state = initial
  return fromInput.map((one, index) => {
    begin(index)
    state = step(one, state)
    return state
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
