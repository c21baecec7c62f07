import { z } from 'zod'
import type { Op } from '../graph.ts'
import { activated } from './activations.ts'
import { activation } from './fields.ts'
import type { LayerCall, LayerImporter, Value } from './layerCall.ts'

/** Recurrent layers, written out step by step: a layer over T steps becomes T times its cell. */

const Recurrent = z.looseObject({
  units: z.number().int().positive(),
  activation,
  recurrent_activation: activation,
  use_bias: z.boolean().default(true),
  return_sequences: z.boolean().default(false),
  go_backwards: z.boolean().default(false),
  return_state: z.literal(false).default(false),
  stateful: z.literal(false).default(false),
  reset_after: z.boolean().default(false)
})
type Recurrent = z.infer<typeof Recurrent>

/** Nodes of one layer, numbered by its steps. */
class Cell {
  readonly call: LayerCall
  step = ''

  constructor(call: LayerCall) {
    this.call = call
  }

  add(name: string, op: Op, inputs: readonly Value[], size: number): Value {
    return this.call.emit(op, inputs, [size], { step: `${this.step}/${name}` })
  }

  /** Numbers `from`..`from + size` of a vector. */
  part(name: string, vector: Value, from: number, size: number): Value {
    return this.add(name, { type: 'slice', axis: 0, from }, [vector], size)
  }

  activate(name: string, stated: z.infer<typeof activation>, value: Value): Value {
    return activated(this.call, stated, value, `${this.step}/${name}`)
  }

  join(name: string, type: 'add' | 'multiply', a: Value, b: Value): Value {
    return this.add(name, { type }, [a, b], a.shape[0]!)
  }
}

/** One step: from what the kernel makes of the input, and the state before (null at first), to the state after. */
type Step = (cell: Cell, fromInput: Value, before: Value[] | null) => Value[]

/** Runs the kernel over all steps at once and then `step` over one after the other; state[0] is the result. */
function unrolled(call: LayerCall, config: Recurrent, gates: number, bias: Float32Array | null, step: Step): Value {
  const input = call.inKerasOrder()
  const [length, features] = input.shape
  if (input.shape.length !== 2 || !length || !features) {
    return call.refuse(
      `gets a tensor of shape [${input.shape.join(', ')}] where steps of features are expected`,
      'save the model again'
    )
  }
  const width = gates * config.units
  const kernel = call.weight(0, [features, width])
  const all = call.emit({ type: 'dense', kernel, bias }, [input], [length, width], { step: 'kernel' })
  const cell = new Cell(call)
  const results: Value[] = []
  let state: Value[] | null = null
  for (let i = 0; i < length; i++) {
    const from = config.go_backwards ? length - 1 - i : i
    cell.step = String(i)
    const row = call.emit({ type: 'slice', axis: 0, from }, [all], [1, width], { step: `${i}/row` })
    state = step(cell, cell.add('input', { type: 'reshape' }, [row], width), state)
    results.push(state[0]!)
  }
  if (!config.return_sequences) return results.at(-1)!
  const rows = results.map((result, i) =>
    call.emit({ type: 'reshape' }, [result], [1, config.units], { step: `${i}/result` })
  )
  return rows.length === 1 ? rows[0]! : call.emit({ type: 'concat', axis: 0 }, rows, [length, config.units])
}

/** i, f, c, o: c' = f c + i act(z_c), h' = o act(c') (Hochreiter and Schmidhuber 1997, with a forget gate). */
const lstm: LayerImporter = (call) => {
  const config = call.config(Recurrent)
  const { units } = config
  const recurrent = call.weight(1, [units, 4 * units])
  const bias = config.use_bias ? call.weight(2, [4 * units]).data : null
  return unrolled(call, config, 4, bias, (cell, fromInput, before) => {
    const [h, c] = before ?? []
    const z = h
      ? cell.join(
          'sum',
          'add',
          fromInput,
          cell.add('recurrent', { type: 'dense', kernel: recurrent, bias: null }, [h], 4 * units)
        )
      : fromInput
    const gate = (name: string, which: number, stated: Recurrent['activation']): Value =>
      cell.activate(name, stated, cell.part(`${name}-part`, z, which * units, units))
    const candidate = gate('candidate', 2, config.activation)
    const written = cell.join('write', 'multiply', gate('in', 0, config.recurrent_activation), candidate)
    const after = c
      ? cell.join(
          'cell',
          'add',
          cell.join('keep', 'multiply', gate('forget', 1, config.recurrent_activation), c),
          written
        )
      : written
    const seen = cell.activate('seen', config.activation, after)
    return [cell.join('out', 'multiply', gate('out-gate', 3, config.recurrent_activation), seen), after]
  })
}

/** z, r, h: h' = z h + (1 - z) act(x_h + r (h U_h)), or act(x_h + (r h) U_h) where the reset comes first (Cho 2014). */
const gru: LayerImporter = (call) => {
  const config = call.config(Recurrent)
  const { units } = config
  const recurrent = call.weight(1, [units, 3 * units])
  const after = config.reset_after
  const stored = config.use_bias ? call.weight(2, after ? [2, 3 * units] : [3 * units]).data : null
  const bias = stored && stored.subarray(0, 3 * units)
  const recurrentBias = stored && after ? stored.subarray(3 * units) : null
  const columns = (from: number, count: number) => {
    const data = new Float32Array(units * count)
    for (let row = 0; row < units; row++) {
      data.set(recurrent.data.subarray(row * 3 * units + from, row * 3 * units + from + count), row * count)
    }
    return { shape: [units, count], data }
  }
  const gates = columns(0, 2 * units)
  const candidates = columns(2 * units, units)
  const gateBias = recurrentBias && recurrentBias.subarray(0, 2 * units)
  const candidateBias = recurrentBias && recurrentBias.subarray(2 * units)

  return unrolled(call, config, 3, bias, (cell, fromInput, before) => {
    // At first the state is zero; only its bias is left of its part.
    const [h] = before ?? [
      cell.add('zero', { type: 'constant', value: { shape: [units], data: new Float32Array(units) } }, [], units)
    ]
    const state = h!
    const both = cell.join(
      'gates',
      'add',
      cell.part('gates-part', fromInput, 0, 2 * units),
      cell.add('gates-recurrent', { type: 'dense', kernel: gates, bias: gateBias }, [state], 2 * units)
    )
    const opened = cell.activate('opened', config.recurrent_activation, both)
    const update = cell.part('update', opened, 0, units)
    const reset = cell.part('reset', opened, units, units)
    const dense: Op = { type: 'dense', kernel: candidates, bias: candidateBias }
    const past = after
      ? cell.join('past', 'multiply', reset, cell.add('past-state', dense, [state], units))
      : cell.add('past', dense, [cell.join('past-state', 'multiply', reset, state)], units)
    const fresh = cell.join('fresh', 'add', cell.part('fresh-part', fromInput, 2 * units, units), past)
    const candidate = cell.activate('candidate', config.activation, fresh)
    const rest: Op = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(1) }
    const written = cell.join('write', 'multiply', cell.add('rest', rest, [update], units), candidate)
    return [cell.join('state', 'add', cell.join('keep', 'multiply', update, state), written)]
  })
}

export const recurrentLayers: Record<string, LayerImporter> = { LSTM: lstm, GRU: gru }
