import { z } from 'zod'
import { convolved } from '../../lowering/convolution.ts'
import { Cell, lstmStep } from '../../lowering/recurrence.ts'
import { windowPads } from '../../lowering/windowPads.ts'
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
  const kernel = call.weight(0, [...kernel_size, channels, 4 * filters])
  const recurrent = call.weight(1, [...kernel_size, filters, 4 * filters])
  const bias = config.use_bias ? call.weight(2, [4 * filters]).data : null
  const cell = new Cell(call, '', (which, value, step) =>
    activated(call, which === 'gate' ? config.recurrent_activation : config.activation, value, step)
  )
  const step = lstmStep(cell, filters, (h) => {
    // The state keeps its size: its convolution is padded, and goes pixel by pixel.
    const around = windowPads('same', [h.shape[0]!, h.shape[1]!], kernel_size, [1, 1])
    return convolved(
      call,
      h,
      { kernel: recurrent, bias: null },
      { strides: [1, 1], pads: around },
      cell.nameOf('recurrent')
    )
  })
  let state: Value[] | null = null
  const results = frames.map((frame, i) => {
    cell.step = i + 1
    const seen = convolved(call, frame, { kernel, bias }, { strides, dilations, pads }, cell.nameOf('kernel'))
    state = step(seen, state)
    return state
  })
  const [h, c] = results.at(-1)! as [Value, Value]
  const sequence: Frames = { frames: results.map(([shown]) => shown!), inBatch: false }
  const result = config.return_sequences ? sequence : h
  return config.return_state ? [result, h, c] : result
}

export const convLstmLayers: Record<string, LayerImporter> = { ConvLSTM2D: convLstm }
