import { InputError } from '../../../shared/errors.ts'
import type { InputPart } from '../../../shared/inputLayout.ts'
import { inFrameOrder } from '../input/frameOrder.ts'
import { formOfOne } from '../input/inputForm.ts'
import type { Frames } from '../lowering/frames.ts'
import { channelsFirst, channelsLast, type Value } from '../lowering/value.ts'
import type { KerasInput, KerasNetwork } from './architecture.ts'
import type { UnreadGraph } from '../input/inLayout.ts'

/** Where the pictures come into a Keras network. */
export interface KerasPictures extends Pick<UnreadGraph, 'form' | 'places'> {
  /** What the layers that take pictures begin with, by the layer's name. */
  values: Map<string, Value | Frames>
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
  const picture = pictureOf(first!, id, source)
  const { shape } = picture
  if (first!.shape.length === 3) {
    return { form: formOfOne(shape), places: [id], values: new Map([[first!.name, picture]]) }
  }
  const count = first!.shape[0]!
  const frames = Array.from({ length: count }, (_, i) => ({ ...picture, id: `${id}/${i + 1}` }))
  return {
    form: { kind: 'sequence', frames: count, shape },
    places: frames.map((frame) => frame.id),
    values: new Map([[first!.name, { frames, inBatch: false }]])
  }
}

function severalInputs(pictures: readonly KerasInput[], source: string): KerasPictures {
  const ordered = inFrameOrder(pictures)
  const values = ordered.map((one) => pictureOf(one, one.name, source))
  const inputs = values.map(({ id: name, shape }) => ({ name, shape }))
  return {
    form: { kind: 'inputs', inputs },
    places: ordered.map(({ name }) => name),
    values: new Map(values.map((value) => [value.id, value]))
  }
}

/** The last three sizes of an input as [height, width, channels]. */
function pictureOf({ shape: stated }: KerasInput, id: string, source: string): Value & { shape: InputPart['shape'] } {
  const [a, b, c] = stated.slice(-3)
  if ((stated.length !== 3 && stated.length !== 4) || a === undefined || b === undefined || c === undefined) {
    throw new InputError(
      `'${source}' takes an input of shape [${stated.join(', ')}], which is no picture; open a model that takes [height, width, channels], or a sequence of such pictures.`
    )
  }
  const isFirst = a <= 4 && c > 4
  return { id, shape: isFirst ? [b, c, a] : [a, b, c], axes: isFirst ? channelsFirst : channelsLast, batchAt: 0 }
}
