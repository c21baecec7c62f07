import { InputError } from '../../../shared/errors.ts'
import type { InputPart } from '../../../shared/reading.ts'
import { inFrameOrder } from '../input/frameOrder.ts'
import { formOfOne } from '../input/inputForm.ts'
import type { Value } from './layers/layerCall.ts'
import type { KerasInput, KerasNetwork } from './architecture.ts'
import type { UnreadGraph } from '../input/readAs.ts'

/** Where the pictures come into a Keras network. */
export interface KerasPictures extends Pick<UnreadGraph, 'form' | 'places'> {
  /** What the layers that take pictures begin with, by the layer's name. */
  values: Map<string, Value>
}

/**
 * A picture, a sequence of pictures, or several inputs of a picture each. Three sizes of which only the first can be a
 * number of channels are [channels, height, width].
 * @param id of the graph's input
 * @throws InputError for an input that is no picture
 */
export function kerasPictures({ pictures, source }: KerasNetwork, id: string): KerasPictures {
  const [first] = pictures
  if (pictures.length > 1) return severalInputs(pictures, source)
  const { shape, channelsFirst } = pictureOf(first!, source)
  if (first!.shape.length === 3) {
    const value = { id, shape, channelsFirst }
    return { form: formOfOne(shape), places: [id], values: new Map([[first!.name, value]]) }
  }
  const frames = first!.shape[0]!
  const steps = Array.from({ length: frames }, (_, i): Value => ({ id: `${id}/${i + 1}`, shape, channelsFirst }))
  const value = { id, shape: [frames, ...shape], channelsFirst, steps }
  return {
    form: { kind: 'sequence', frames, shape },
    places: steps.map((step) => step.id),
    values: new Map([[first!.name, value]])
  }
}

function severalInputs(pictures: readonly KerasInput[], source: string): KerasPictures {
  const ordered = inFrameOrder(pictures)
  const values = ordered.map((one): [string, Value & { shape: InputPart['shape'] }] => [
    one.name,
    { id: one.name, ...pictureOf(one, source) }
  ])
  const inputs = values.map(([name, { shape }]) => ({ name, shape }))
  return { form: { kind: 'inputs', inputs }, places: ordered.map(({ name }) => name), values: new Map(values) }
}

/** The last three sizes of an input as [height, width, channels]. */
function pictureOf(
  { shape: stated }: KerasInput,
  source: string
): { shape: [height: number, width: number, channels: number]; channelsFirst: boolean } {
  const [a, b, c] = stated.slice(-3)
  if ((stated.length !== 3 && stated.length !== 4) || a === undefined || b === undefined || c === undefined) {
    throw new InputError(
      `'${source}' takes an input of shape [${stated.join(', ')}], which is no picture; open a model that takes [height, width, channels], or a sequence of such pictures.`
    )
  }
  const channelsFirst = a <= 4 && c > 4
  return { shape: channelsFirst ? [b, c, a] : [a, b, c], channelsFirst }
}
