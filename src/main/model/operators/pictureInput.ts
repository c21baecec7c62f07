import { InputError } from '../../../shared/errors.ts'
import type { Graph, Node, Sequence } from '../graph.ts'
import { newestLast } from '../frameOrder.ts'
import type { Frames } from './frames.ts'
import { channelsFirst, channelsLast, type Value } from './value.ts'

export interface ModelInput {
  name: string
  /** The batch first; 0 for a size that is open. */
  dims: readonly number[]
}

/** What a graph takes, and what the model's inputs are of it. */
export interface PictureInput {
  input: Graph['input']
  sequence?: Sequence
  /** The single frames of a sequence. */
  nodes: Node[]
  operands: Map<string, Value | Frames>
  /** Length of the model's batch axis; 1 where it is open. */
  batch: number
}

/**
 * The inputs that take pictures: one of [batch, channels, height, width] as of PyTorch, or with the channels last; one of
 * [batch, frames, ...]; or several of one frame each whose names say which is the newest.
 */
export function pictureInput(inputs: readonly ModelInput[], source: string): PictureInput {
  const [found, ...others] = inputs.filter(({ dims }) => dims.length === 4 || dims.length === 5)
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
  const more = others.filter((other) => other.dims.slice(1).join() === found.dims.slice(1).join() || isPicture(other))
  if (more.length > 0) return framesOfInputs([found, ...more], source)
  return found.dims.length === 4 ? onePicture(found) : framesOfInput(found, source)
}

/** True for what can be a picture of its own; the state of a recurrent layer, say, cannot. */
function isPicture({ name, dims }: ModelInput): boolean {
  const [height = 1, width = 1, channels = 1] = pictureOf(name, dims.slice(-3)).shape
  return (channels === 1 || channels === 3) && height > 1 && width > 1
}

const batchOf = ({ dims }: ModelInput): number => dims[0] || 1

/** A picture of sizes as the model states them. Three sizes of which only the first can be channels have them first. */
function pictureOf(id: string, sizes: readonly number[]): Value {
  const [a = 1, b = 1, c = 1] = sizes
  const isFirst = (a <= 4 && c > 4) || (a < b && a < c)
  return isFirst
    ? { id, shape: [b, c, a], axes: channelsFirst, batchAt: 0 }
    : { id, shape: [a, b, c], axes: channelsLast, batchAt: 0 }
}

function onePicture(found: ModelInput): PictureInput {
  const picture = pictureOf(found.name, found.dims.slice(1))
  const operands = new Map([[found.name, picture]])
  return { input: { id: picture.id, shape: picture.shape }, nodes: [], operands, batch: batchOf(found) }
}

/** One input of several frames. */
function framesOfInput(found: ModelInput, source: string): PictureInput {
  const [, count = 1, ...sizes] = found.dims
  const one = pictureOf(found.name, sizes)
  const channels = one.shape[2]!
  if (channels !== 1 && channels !== 3) {
    throw new InputError(
      `'${source}' takes '${found.name}' [${found.dims.join(', ')}], which is no sequence of pictures; export it with [batch, frames, channels, height, width], or the channels last.`
    )
  }
  const frames = Array.from({ length: count }, (_, i) => ({ ...one, id: `${found.name}/${i + 1}` }))
  const operands = new Map([[found.name, { frames, inBatch: false }]])
  return { ...sequenceOf(found.name, frames), operands, batch: batchOf(found) }
}

/** Several inputs, each of them a frame. */
function framesOfInputs(pictures: readonly ModelInput[], source: string): PictureInput {
  const names = pictures.map(({ name }) => name)
  const order = newestLast(names)
  const isAlike = pictures.every(
    ({ dims }) => dims.length === 4 && dims.slice(1).join() === pictures[0]!.dims.slice(1).join()
  )
  if (!order || !isAlike) {
    const why = isAlike ? 'whose names do not say which comes before which' : 'which are not frames of one camera'
    throw new InputError(
      `'${source}' takes ${names.length} pictures (${names.map((name) => `'${name}'`).join(', ')}), ${why}; export it with one input [batch, frames, channels, height, width], or name its inputs 'frame_1', 'frame_2' and so on, the oldest first.`
    )
  }
  const frames = order.map((name) => pictureOf(name, pictures[0]!.dims.slice(1)))
  const operands = new Map(frames.map((frame) => [frame.id, frame]))
  return { ...sequenceOf(names.join('+'), frames), operands, batch: batchOf(pictures[0]!) }
}

/** An input that holds these frames behind one another, and the nodes that cut them out. */
function sequenceOf(id: string, frames: readonly Value[]): Pick<PictureInput, 'input' | 'sequence' | 'nodes'> {
  const [height = 1, width = 1, channels = 1] = frames[0]!.shape
  const nodes = frames.map((frame, i): Node => ({
    id: frame.id,
    op: { type: 'slice', axis: 2, from: i * channels },
    inputs: [id],
    shape: frame.shape
  }))
  return {
    input: { id, shape: [height, width, frames.length * channels] },
    sequence: { frames: frames.length, picture: frames.at(-1)!.id },
    nodes
  }
}
