import { InputError, NotFoundError } from '../../shared/errors.ts'
import type { LaneModel } from '../../shared/lanes.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import type { Session } from '../engine/engine.ts'
import { createEngine } from '../engine/engines.ts'
import { openUnchanged } from '../library/openedModel.ts'
import type { Opener } from '../library/recordings.ts'
import type { OutputPicture } from '../lanes/modelOutput.ts'
import { frameInput } from '../model/input/frameInput.ts'
import type { Graph } from '../model/graph/graph.ts'
import { nodeOf } from '../model/graph/graph.ts'
import { outputPicture } from '../model/graph/outputPicture.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'

/** A model whose output is a picture of where the lane is. */
export interface OpenedLaneModel {
  graph: Graph
  recipe: Recipe
  shape: OutputPicture['shape']
}

/**
 * Opens a model of the library as a lane model: its output must be a picture.
 * @throws InputError where it has changed, or gives something else; NotFoundError
 */
export async function openLaneModel(library: Library, modelId: LaneModel['modelId']): Promise<OpenedLaneModel> {
  const model = library.models.get(modelId)
  const { name, recipe, head } = model
  const opened = await openUnchanged(model, recipe)
  const id = outputPicture(opened.graph, head.output)
  const [height, width, channels = 1] = id === undefined ? [] : nodeOf(opened.graph, id).shape
  if (id === undefined || height === undefined || width === undefined)
    throw new InputError(
      `'${name}' gives numbers and no picture of the lane; choose a model that marks the lane or the road in the picture.`
    )
  return { graph: { ...opened.graph, outputs: { lane: id } }, recipe, shape: [height, width, channels] }
}

/** Runs the model on pictures as the decoder makes them for it: RGB, [height, width, 3], 8 bit. */
export async function runLaneModel(
  session: Session,
  { graph, recipe, shape }: OpenedLaneModel,
  pictures: readonly Uint8Array[]
): Promise<OutputPicture[]> {
  const size = graph.input.shape.reduce((product, length) => product * length, 1)
  const input = new Float32Array(pictures.length * size)
  const maker = frameInput(recipe, graph)
  pictures.forEach((rgb, i) => {
    // One that takes several frames is shown each picture as all of them.
    maker.forget()
    maker.next(rgb, input, i * size)
  })
  const { lane } = await session.run(input, pictures.length)
  const each = shape[0] * shape[1] * shape[2]
  return pictures.map((_, i) => ({ shape, values: lane!.subarray(i * each, (i + 1) * each) }))
}

/**
 * What a lane model gives for one frame. A video is decoded from its beginning, so a late frame takes a while; nothing
 * is kept.
 * @throws InputError, NotFoundError for a frame that is not there
 */
export async function laneModelOutput(
  { store: { library }, recordings }: Opener,
  drive: StoredDrive,
  modelId: string,
  frame: number,
  signal: AbortSignal
): Promise<OutputPicture> {
  const { source, width, height } = await recordings.open(drive)
  const model = await openLaneModel(library, modelId)
  const plan = { source, width, height, from: frame, input: model.recipe, pictureWidth: null, viewWidth: null }
  for await (const decoded of decodeFrames(plan, signal)) {
    if (decoded.frame !== frame || !decoded.input) continue
    // WebAssembly: whatever a model does in there, the app lives on.
    const engine = await createEngine('tf-wasm')
    try {
      const [output] = await runLaneModel(await engine.load(model.graph), model, [decoded.input])
      return { shape: output!.shape, values: output!.values.slice() }
    } finally {
      engine.dispose()
    }
  }
  throw new NotFoundError(`The drive has no frame ${frame}.`)
}

/** One channel of an output: [height, width], row-major. @throws InputError where it has no such channel */
export function channelOf({ shape, values }: OutputPicture, channel: number): Float32Array<ArrayBuffer> {
  const [height, width, channels] = shape
  if (channel >= channels)
    throw new InputError(`This model gives ${channels} channels, so there is no channel ${channel}; they count from 0.`)
  return Float32Array.from({ length: width * height }, (_, i) => values[i * channels + channel]!)
}
