import { z } from 'zod'
import { modernLayer } from '../keras1Names.ts'
import type { LayerCall, LayerImporter, Value } from './layerCall.ts'

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
  return inputs.some(({ steps }) => steps) && alike.has(layer.className)
}

/** The value as one for each step, along its first axis. */
function stepsOf(call: LayerCall, value: Value, input: number): readonly Value[] {
  if (value.steps) return value.steps
  const whole = call.inKerasOrder(value, `axes-${input}`)
  const [count = 0, ...shape] = whole.shape
  if (shape.length === 0) return call.refuse('runs over steps, but gets none', 'save the model again')
  return Array.from({ length: count }, (_, i) => {
    const name = `${input}-${i + 1}`
    const row = call.emit({ type: 'slice', axis: 0, from: i }, [whole], [1, ...shape], { step: `${name}/step` })
    return call.emit({ type: 'reshape' }, [row], shape, { step: `${name}/input` })
  })
}

/** Runs an importer on every step, as layers `<name>/1`, `<name>/2` …, the newest last. */
export function overSteps(call: LayerCall, importer: LayerImporter): Value {
  const inputs = call.inputs.map((value, i) => stepsOf(call, value, i))
  const count = inputs[0]?.length ?? 0
  if (count === 0 || inputs.some((steps) => steps.length !== count)) {
    return call.refuse('joins sequences of different lengths', 'save the model again')
  }
  const steps = Array.from({ length: count }, (_, i) =>
    importer(
      call.asStep(
        i + 1,
        inputs.map((one) => one[i]!)
      )
    )
  )
  const { shape, channelsFirst } = steps[0]!
  return { id: call.layer.name, shape: [count, ...shape], channelsFirst, steps }
}

const Inner = z.looseObject({ class_name: z.string(), config: z.record(z.string(), z.unknown()) })

/** The layer inside of a TimeDistributed one, in Keras 2 names. */
export function innerLayer(call: LayerCall): ReturnType<typeof modernLayer> {
  const { layer } = call.config(z.looseObject({ layer: Inner }))
  return modernLayer(layer.class_name, layer.config)
}
