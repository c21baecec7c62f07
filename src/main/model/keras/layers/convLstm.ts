import { z } from 'zod'
import type { Pads, Weights } from '../../graph/graph.ts'
import { windowPads, windowSize } from '../../lowering/windowPads.ts'
import { activated } from './activations.ts'
import { activation, padding, pair } from './fields.ts'
import { type Frames, isFrames } from '../../lowering/frames.ts'
import { channelsLast, type Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

/** ConvLSTM2D: an LSTM whose products are convolutions (Shi 2015, without peepholes, as Keras has it). */

const ConvLstm = z.looseObject({
  filters: z.number().int().positive(),
  kernel_size: pair,
  strides: pair.default([1, 1]),
  padding,
  dilation_rate: pair.default([1, 1]),
  activation,
  recurrent_activation: activation,
  use_bias: z.boolean().default(true),
  return_sequences: z.boolean().default(false),
  go_backwards: z.boolean().default(false),
  return_state: z.boolean().default(false),
  stateful: z.literal(false).default(false),
  data_format: z.literal('channels_last').default('channels_last')
})

/** The frames, from the one that the layer begins with on. */
function framesOf(call: LayerCall, goBackwards: boolean): readonly Value[] {
  const [input = null] = call.inputs
  const isSequence = isFrames(input) && input.frames.every(({ axes }) => axes.join() === channelsLast.join())
  if (!isSequence || call.inputs.length > 1) {
    return call.refuse(
      'gets no sequence of pictures with their channels last, or a state to begin with',
      'save the model with [frames, height, width, channels]'
    )
  }
  return goBackwards ? input.frames.toReversed() : input.frames
}

const convLstm: LayerImporter = (call) => {
  const config = call.config(ConvLstm)
  const { filters, kernel_size, strides, dilation_rate: dilations } = config
  const frames = framesOf(call, config.go_backwards)
  const [height, width, channels] = frames[0]!.shape as readonly [number, number, number]
  const pads = windowPads(config.padding, [height, width], kernel_size, strides, dilations)
  const size = windowSize([height, width], kernel_size, strides, pads, dilations)
  const kernel = call.weight(0, [...kernel_size, channels, 4 * filters])
  const recurrent = call.weight(1, [...kernel_size, filters, 4 * filters])
  const bias = config.use_bias ? call.weight(2, [4 * filters]).data : null
  const shape = [...size, filters]
  const all = [...size, 4 * filters]
  // The state keeps its size: its convolution is padded, and goes pixel by pixel.
  const around = windowPads('same', size, kernel_size, [1, 1])
  const ofInput = convolution(kernel, bias, { strides, dilations, pads })
  const ofState = convolution(recurrent, null, { strides: [1, 1], dilations: [1, 1], pads: around })

  let state: { h: Value; c: Value } | null = null
  const results = frames.map((frame, i) => {
    const add = (name: string, op: Parameters<LayerCall['emit']>[0], inputs: readonly Value[], to = shape): Value =>
      call.emit(op, inputs, to, { step: `${i + 1}/${name}` })
    const seen = add('kernel', ofInput, [frame], all)
    const z = state ? add('sum', { type: 'add' }, [seen, add('recurrent', ofState, [state.h], all)], all) : seen
    const gate = (name: string, column: number, stated: z.infer<typeof activation>): Value =>
      activated(
        call,
        stated,
        add(`${name}-part`, { type: 'slice', axis: 2, from: column * filters }, [z]),
        `${i + 1}/${name}`
      )
    const candidate = gate('candidate', 2, config.activation)
    const written = add('write', { type: 'multiply' }, [gate('in', 0, config.recurrent_activation), candidate])
    const kept = state && add('keep', { type: 'multiply' }, [gate('forget', 1, config.recurrent_activation), state.c])
    const c = kept ? add('cell', { type: 'add' }, [kept, written]) : written
    const shown = activated(call, config.activation, c, `${i + 1}/seen`)
    const h = add('out', { type: 'multiply' }, [gate('out-gate', 3, config.recurrent_activation), shown])
    state = { h, c }
    return state
  })
  const { h, c } = results.at(-1)!
  const sequence: Frames = { frames: results.map((one) => one.h), inBatch: false }
  const result = config.return_sequences ? sequence : h
  return config.return_state ? [result, h, c] : result
}

function convolution(
  kernel: Weights,
  bias: Float32Array | null,
  how: { strides: readonly [number, number]; dilations: readonly [number, number]; pads: Pads }
) {
  return { type: 'conv2d', kernel, bias, ...how } as const
}

export const convLstmLayers: Record<string, LayerImporter> = { ConvLSTM2D: convLstm }
