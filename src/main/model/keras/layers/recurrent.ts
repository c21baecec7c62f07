import { z } from 'zod'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'
import { affine } from '../../lowering/activations.ts'
import { joined } from '../../lowering/arrangement.ts'
import { asRows, cellClasses, runCells, type StatedCell } from './recurrentCells.ts'

/** Recurrent layers: see recurrence.ts. */

const Recurrent = z.looseObject({
  return_sequences: z.boolean().default(false),
  go_backwards: z.boolean().default(false),
  return_state: z.boolean().default(false),
  stateful: z.literal(false).default(false),
  time_major: z.literal(false).default(false)
})

const Inner = z.looseObject({ class_name: z.string(), config: z.record(z.string(), z.unknown()) })
const Stacked = z.looseObject({
  class_name: z.literal('StackedRNNCells'),
  config: z.looseObject({ cells: z.array(Inner) })
})

const stated = ({ class_name: className, config }: z.infer<typeof Inner>): StatedCell => ({ className, config })

/** The cells of an RNN layer: one, or several one behind the other. */
function cellsOf(call: LayerCall): StatedCell[] {
  const { cell } = call.config(z.looseObject({ cell: Inner }))
  const stacked = Stacked.safeParse(cell)
  return stacked.success ? stacked.data.config.cells.map(stated) : [stated(cell)]
}

/** The sequence that a layer runs over, and the state that it begins with, which further inputs are. */
function inputsOf(call: LayerCall): { rows: Value; initial: readonly Value[] | null } {
  const [sequence, ...initial] = call.inputs
  if (!sequence) return call.refuse('gets no input', 'save the model again')
  const rows = call.inKerasOrder(call.rows(sequence))
  return { rows, initial: initial.length > 0 ? initial.map((state) => call.rows(state)) : null }
}

const recurrent =
  (cellsOfLayer: (call: LayerCall) => StatedCell[]): LayerImporter =>
  (call) => {
    const config = call.config(Recurrent)
    const { rows, initial } = inputsOf(call)
    const { states } = runCells(call, rows, { cells: cellsOfLayer(call), goBackwards: config.go_backwards, initial })
    const last = states.at(-1)!
    const result = config.return_sequences
      ? asRows(
          call,
          states.map(([h]) => h!)
        )
      : last[0]!
    return config.return_state ? [result, ...last] : result
  }

const itself = (call: LayerCall): StatedCell[] => [{ className: call.layer.className, config: call.layer.config }]

const Bidirectional = z.looseObject({
  layer: Inner,
  backward_layer: Inner.nullish(),
  merge_mode: z.enum(['concat', 'sum', 'mul', 'ave']).default('concat')
})

/** A layer run from both ends; what the two give for one step is merged. */
const bidirectional: LayerImporter = (call) => {
  const { layer, backward_layer: other, merge_mode: mode } = call.config(Bidirectional)
  const direction = (inner: z.infer<typeof Inner>) => {
    const wrapped = call.asLayer(inner.class_name, inner.config)
    const config = wrapped.config(Recurrent)
    if (config.return_state) call.refuse('gives its states, which is not supported', 'save the model without them')
    if (inner.class_name !== 'RNN' && !cellClasses.includes(inner.class_name)) {
      call.refuse(`holds a ${inner.class_name}, which is not supported`, 'use an LSTM, a GRU or a SimpleRNN')
    }
    return { config, cells: inner.class_name === 'RNN' ? cellsOf(wrapped) : itself(wrapped) }
  }
  const [ahead, back] = [direction(layer), direction(other ?? layer)]
  const goBackwards = other ? back.config.go_backwards : !back.config.go_backwards
  const rows = call.inKerasOrder()
  const one = runCells(call, rows, {
    cells: ahead.cells,
    goBackwards: ahead.config.go_backwards,
    initial: null,
    prefix: 'forward/'
  })
  const two = runCells(call, rows, {
    cells: back.cells,
    goBackwards,
    initial: null,
    prefix: 'backward/',
    first: one.weights
  })
  const [there, again] = [one, two].map(({ states }) => states.map(([h]) => h!)) as [Value[], Value[]]
  if (!ahead.config.return_sequences) return merged(call, mode, there.at(-1)!, again.at(-1)!)
  // The second direction came to the last step first.
  return merged(call, mode, asRows(call, there, 'forward/'), asRows(call, again.toReversed(), 'backward/'))
}

function merged(call: LayerCall, mode: z.infer<typeof Bidirectional>['merge_mode'], a: Value, b: Value): Value {
  if (mode === 'concat') return joined(call, [a, b], -1)
  if (mode === 'mul') return call.emit({ type: 'multiply' }, [a, b], a.shape)
  if (mode === 'sum') return call.emit({ type: 'add' }, [a, b], a.shape)
  const sum = call.emit({ type: 'add' }, [a, b], a.shape, { step: 'sum' })
  return affine(call, sum, 0.5, 0)
}

export const recurrentLayers: Record<string, LayerImporter> = {
  LSTM: recurrent(itself),
  GRU: recurrent(itself),
  SimpleRNN: recurrent(itself),
  RNN: recurrent(cellsOf),
  Bidirectional: bidirectional
}
