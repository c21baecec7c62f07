import { InputError } from '../../../shared/errors.ts'
import { PLANES } from '../../../shared/planesLayout.ts'
import { inFrameOrder } from '../input/frameOrder.ts'
import { formOfOne } from '../input/inputForm.ts'
import type { UnreadGraph } from '../input/inLayout.ts'
import type { Frames } from './frames.ts'
import { channelsFirst, channelsLast, type Value } from './value.ts'

export interface ModelInput {
  name: string
  /** The batch first; 0 for a size that is open. */
  dims: readonly number[]
}

/** What a graph takes, and what the model's inputs are of it. */
export interface PictureInput extends Pick<UnreadGraph, 'id' | 'form' | 'places'> {
  operands: Map<string, Value | Frames>
  /** Length of the model's batch axis; 1 where it is open. */
  batch: number
}

/**
 * The inputs that take pictures: one of [batch, channels, height, width] as of PyTorch, or with the channels last; one of
 * [batch, frames, ...]; several of one picture each; or one picture without a batch.
 */
export function pictureInput(inputs: readonly ModelInput[], source: string): PictureInput {
  const candidates = inputs.filter(({ dims }) => dims.length === 4 || dims.length === 5)
  const found = candidates.find(isPicture) ?? candidates.find(isPlanes) ?? candidates[0]
  const alone = inputs.find((input) => input.dims.length === 3 && isPicture(input))
  if (!found && alone) return withoutBatch(alone)
  if (!found) {
    const shapes = inputs.map(({ name, dims }) => `'${name}' [${dims.join(', ')}]`).join(', ')
    throw new InputError(
      `'${source}' takes ${shapes || 'nothing'}, and no picture; open a model that takes one picture.`
    )
  }
  if (found.dims.slice(1).some((size) => size < 1)) {
    throw new InputError(
      found.dims.length === 4
        ? `'${source}' does not state the size of the picture it takes; export it with a fixed size such as [batch, 3, 66, 200].`
        : `'${source}' does not state the size of the frames it takes, or their number; export it with fixed sizes such as [batch, 5, 3, 66, 200].`
    )
  }
  if (found.dims.length === 5) return framesOfInput(found, source)
  const alike = candidates.filter(({ dims }) => dims.slice(1).join() === found.dims.slice(1).join())
  const pictures = candidates.filter((one) => alike.includes(one) || (one.dims.length === 4 && isPicture(one)))
  return pictures.length > 1 ? severalPictures(pictures) : onePicture(found)
}

/** True for what can be a picture of its own; the state of a recurrent layer, say, cannot. */
function isPicture({ name, dims }: ModelInput): boolean {
  const [height = 1, width = 1, channels = 1] = pictureOf(name, dims.slice(-3)).shape
  return (channels === 1 || channels === 3) && height > 1 && width > 1
}

/** True for frames in planes of YUV, as openpilot's models take them. */
function isPlanes({ name, dims }: ModelInput): boolean {
  const [height = 1, width = 1, channels = 1] = pictureOf(name, dims.slice(-3)).shape
  return dims.length === 4 && channels % PLANES === 0 && height > channels && width > channels
}

type Picture = Value & { shape: readonly [height: number, width: number, channels: number] }

const batchOf = ({ dims }: ModelInput): number => dims[0] || 1

/** A picture of sizes as the model states them. Three sizes of which only the first can be channels have them first. */
function pictureOf(id: string, sizes: readonly number[]): Picture {
  const [a = 1, b = 1, c = 1] = sizes
  const isFirst = (a <= 4 && c > 4) || (a < b && a < c)
  return isFirst
    ? { id, shape: [b, c, a], axes: channelsFirst, batchAt: 0 }
    : { id, shape: [a, b, c], axes: channelsLast, batchAt: 0 }
}

function onePicture(found: ModelInput): PictureInput {
  const picture = pictureOf(found.name, found.dims.slice(1))
  const { id, shape } = picture
  return { id, form: formOfOne(shape), places: [id], operands: new Map([[id, picture]]), batch: batchOf(found) }
}

/** A picture that the model takes without a batch. */
function withoutBatch({ name, dims }: ModelInput): PictureInput {
  const { id, shape, axes } = pictureOf(name, dims)
  const operands = new Map<string, Value>([[id, { id, shape, axes, batchAt: null }]])
  return { id, form: formOfOne(shape), places: [id], operands, batch: 1 }
}

/** So many frames at most are led through the layers one by one. */
const mostFrames = 256

/** One input of several frames. */
function framesOfInput(found: ModelInput, source: string): PictureInput {
  const [, count = 1, ...sizes] = found.dims
  const { name: id } = found
  const one = pictureOf(id, sizes)
  const channels = one.shape[2]
  if (count > mostFrames) {
    throw new InputError(`'${source}' takes sequences of ${count} frames; open a model of ${mostFrames} at most.`)
  }
  if (channels !== 1 && channels !== 3) {
    throw new InputError(
      `'${source}' takes '${id}' [${found.dims.join(', ')}], which is no sequence of pictures; export it with [batch, frames, channels, height, width], or the channels last.`
    )
  }
  const frames = Array.from({ length: count }, (_, i) => ({ ...one, id: `${id}/${i + 1}` }))
  return {
    id,
    form: { kind: 'sequence', frames: count, shape: one.shape },
    places: frames.map((frame) => frame.id),
    operands: new Map([[id, { frames, inBatch: false }]]),
    batch: batchOf(found)
  }
}

/** Several inputs, each of a picture. */
function severalPictures(inputs: readonly ModelInput[]): PictureInput {
  const pictures = inFrameOrder(inputs).map(({ name, dims }) => pictureOf(name, dims.slice(1)))
  const names = pictures.map(({ id }) => id)
  return {
    id: names.join('+'),
    form: { kind: 'inputs', inputs: pictures.map(({ id, shape }) => ({ name: id, shape })) },
    places: names,
    operands: new Map(pictures.map((picture) => [picture.id, picture])),
    batch: batchOf(inputs[0]!)
  }
}
