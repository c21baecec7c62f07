import { z } from 'zod'
import type { Op } from '../graph.ts'
import { type CellMaker, gruStep, lstmStep, type Step, unrolled } from '../recurrence.ts'
import { activated } from './activations.ts'
import { activation } from './fields.ts'
import type { LayerCall, LayerImporter, Value } from './layerCall.ts'

/** Recurrent layers: see recurrence.ts. */

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
class Cell implements CellMaker<Value> {
  readonly call: LayerCall
  readonly config: Recurrent
  /** Put before the numbers; the two directions of a bidirectional layer have one each. */
  readonly prefix: string
  step = 0

  constructor(call: LayerCall, config: Recurrent, prefix: string) {
    this.call = call
    this.config = config
    this.prefix = prefix
  }

  add(name: string, op: Op, inputs: readonly Value[], size: number): Value {
    return this.call.emit(op, inputs, [size], { step: `${this.prefix}${this.step}/${name}` })
  }

  activate(name: string, which: 'gate' | 'candidate' | 'seen', value: Value): Value {
    const stated = which === 'gate' ? this.config.recurrent_activation : this.config.activation
    return activated(this.call, stated, value, `${this.prefix}${this.step}/${name}`)
  }
}

/** What kind of cell a layer has: how wide its kernel is, and how its weights are read. */
interface Kind {
  gates: 3 | 4
  /** The bias of the kernel, and the step. `first` is the place of the layer's first weight array. */
  step(cell: Cell, first: number): { bias: Float32Array | null; step: Step<Value> }
}

const lstm: Kind = {
  gates: 4,
  step(cell, first) {
    const { units, use_bias } = cell.config
    const recurrent = cell.call.weight(first + 1, [units, 4 * units])
    const bias = use_bias ? cell.call.weight(first + 2, [4 * units]).data : null
    return { bias, step: lstmStep(cell, units, recurrent) }
  }
}

const gru: Kind = {
  gates: 3,
  step(cell, first) {
    const { units, use_bias, reset_after: resetAfter } = cell.config
    const recurrent = cell.call.weight(first + 1, [units, 3 * units])
    const shape = resetAfter ? [2, 3 * units] : [3 * units]
    const stored = use_bias ? cell.call.weight(first + 2, shape).data : null
    const ofState = stored && resetAfter ? stored.subarray(3 * units) : null
    const bias = stored && stored.subarray(0, 3 * units)
    return { bias, step: gruStep(cell, units, { recurrent, bias: ofState, resetAfter }) }
  }
}

/** What a layer gives after each of its steps, in the order in which it took them. */
function results(call: LayerCall, config: Recurrent, kind: Kind, prefix = '', first = 0): Value[] {
  const input = call.inKerasOrder()
  const [length, features] = input.shape
  if (input.shape.length !== 2 || !length || !features) {
    return call.refuse(
      `gets a tensor of shape [${input.shape.join(', ')}] where steps of features are expected`,
      'save the model again'
    )
  }
  const width = kind.gates * config.units
  const kernel = call.weight(first, [features, width])
  const cell = new Cell(call, config, prefix)
  const { bias, step } = kind.step(cell, first)
  const all = call.emit({ type: 'dense', kernel, bias }, [input], [length, width], { step: `${prefix}kernel` })
  const fromInput = Array.from({ length }, (_, i) => {
    const from = config.go_backwards ? length - 1 - i : i
    const row = call.emit({ type: 'slice', axis: 0, from }, [all], [1, width], { step: `${prefix}${i}/row` })
    return call.emit({ type: 'reshape' }, [row], [width], { step: `${prefix}${i}/input` })
  })
  return unrolled(fromInput, step, (index) => (cell.step = index))
}

/** Vectors as the rows [steps, features] of a sequence. */
function asRows(call: LayerCall, vectors: readonly Value[], step?: string): Value {
  const features = vectors[0]!.shape[0]!
  const rows = vectors.map((vector, i) =>
    call.emit({ type: 'reshape' }, [vector], [1, features], { step: `${step ?? ''}${i}/result` })
  )
  if (rows.length === 1) return rows[0]!
  const options = step ? { step: `${step}rows` } : {}
  return call.emit({ type: 'concat', axis: 0 }, rows, [vectors.length, features], options)
}

const recurrent =
  (kind: Kind): LayerImporter =>
  (call) => {
    const config = call.config(Recurrent)
    const all = results(call, config, kind)
    return config.return_sequences ? asRows(call, all) : all.at(-1)!
  }

const kinds: Readonly<Record<string, Kind>> = { LSTM: lstm, GRU: gru }

const Inner = z.looseObject({ class_name: z.string(), config: z.record(z.string(), z.unknown()) })
const Bidirectional = z.looseObject({
  layer: Inner,
  backward_layer: Inner.nullish(),
  merge_mode: z.enum(['concat', 'sum', 'mul', 'ave']).default('concat')
})

/** A layer run from both ends; what the two give for one step is merged. */
const bidirectional: LayerImporter = (call) => {
  const { layer, backward_layer: backward, merge_mode: mode } = call.config(Bidirectional)
  const kind = kinds[layer.class_name]
  if (!kind) return call.refuse(`holds a ${layer.class_name}, which is not supported`, 'use an LSTM or a GRU')
  const config = call.withConfig(layer.config).config(Recurrent)
  const other = backward
    ? call.withConfig(backward.config).config(Recurrent)
    : { ...config, go_backwards: !config.go_backwards }
  const ahead = results(call, config, kind, 'forward/')
  const back = results(call, other, kind, 'backward/', config.use_bias ? 3 : 2)
  if (!config.return_sequences) return merged(call, mode, ahead.at(-1)!, back.at(-1)!)
  // The second direction came to the last step first.
  return merged(call, mode, asRows(call, ahead, 'forward/'), asRows(call, back.toReversed(), 'backward/'))
}

function merged(call: LayerCall, mode: z.infer<typeof Bidirectional>['merge_mode'], a: Value, b: Value): Value {
  if (mode === 'concat') {
    const axis = a.shape.length - 1
    return call.emit({ type: 'concat', axis }, [a, b], [...a.shape.slice(0, -1), a.shape[axis]! + b.shape[axis]!])
  }
  if (mode === 'mul') return call.emit({ type: 'multiply' }, [a, b], a.shape)
  if (mode === 'sum') return call.emit({ type: 'add' }, [a, b], a.shape)
  const sum = call.emit({ type: 'add' }, [a, b], a.shape, { step: 'sum' })
  return call.emit({ type: 'affine', scale: Float32Array.of(0.5), offset: Float32Array.of(0) }, [sum], a.shape)
}

export const recurrentLayers: Record<string, LayerImporter> = {
  LSTM: recurrent(lstm),
  GRU: recurrent(gru),
  Bidirectional: bidirectional
}
