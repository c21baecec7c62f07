import { z } from 'zod'
import { modernLayer } from '../keras1Names.ts'
import { type Frames, isFrames } from '../../lowering/frames.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

/**
 * Sequences. One of pictures, [steps, height, width, channels], is held as a value for each step; one of vectors,
 * [steps, features], is made a single node where a layer asks for it.
 */

/** Layers that do the same to every number or pixel, wherever the steps are. */
const alike: ReadonlySet<string> = new Set([
  'InputLayer',
  'Activation',
  'ELU',
  'LeakyReLU',
  'ReLU',
  'Rescaling',
  'BatchNormalization',
  'Dropout',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'ActivityRegularization'
])

/** True for a layer that runs over a sequence of pictures step by step without being told to. */
export function runsStepByStep({ layer, inputs }: LayerCall): boolean {
  return inputs.some(isFrames) && alike.has(layer.className)
}

/** The value as one for each step, along its first axis. */
function stepsOf(call: LayerCall, given: Value | Frames, input: number): readonly Value[] {
  if (isFrames(given)) return given.frames
  const whole = call.inKerasOrder(given, `axes-${input}`)
  const [count = 0, ...shape] = whole.shape
  if (shape.length === 0) return call.refuse('runs over steps, but gets none', 'save the model again')
  return Array.from({ length: count }, (_, i) => {
    const name = `${input}-${i + 1}`
    const row = call.emit({ type: 'slice', axis: 0, from: i }, [whole], [1, ...shape], { step: `${name}/step` })
    return call.emit({ type: 'reshape' }, [row], shape, { step: `${name}/input` })
  })
}

/** Runs an importer on every step, as layers `<name>/1`, `<name>/2` …, the newest last. */
export function overSteps(call: LayerCall, importer: LayerImporter): Frames {
  const inputs = call.inputs.map((given, i) => stepsOf(call, given, i))
  const count = inputs[0]?.length ?? 0
  if (count === 0 || inputs.some((steps) => steps.length !== count)) {
    return call.refuse('joins sequences of different lengths', 'save the model again')
  }
  const frames = Array.from({ length: count }, (_, i) => {
    const step = call.asStep(
      i + 1,
      inputs.map((one) => one[i]!)
    )
    const made = importer(step)
    return step.rows(Array.isArray(made) ? made[0]! : made)
  })
  return { frames, inBatch: false }
}

const Inner = z.looseObject({ class_name: z.string(), config: z.record(z.string(), z.unknown()) })

/** The layer inside of a TimeDistributed one, in Keras 2 names. */
export function innerLayer(call: LayerCall): ReturnType<typeof modernLayer> {
  const { layer } = call.config(z.looseObject({ layer: Inner }))
  return modernLayer(layer.class_name, layer.config)
}
