import type { Model } from '../../shared/api.ts'
import type { InputPreview, PreviewPart } from '../../shared/inputPreview.ts'
import { type InputPart, inputParts } from '../../shared/inputLayout.ts'
import { InputError, NotFoundError } from '../../shared/errors.ts'
import { channelsOf, type Recipe, seenRect } from '../../shared/recipe.ts'
import type { DecodePlan } from '../decode/decode.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import type { Recordings } from '../library/recordings.ts'
import { frameInput } from '../model/input/frameInput.ts'
import { guessLayout } from '../model/input/guessLayout.ts'
import { inputOf } from '../model/input/inLayout.ts'
import { framesBefore } from '../model/graph/sequence.ts'
import type { StoredDrive } from '../store/driveTable.ts'

const PICTURE_WIDTH = 640

/**
 * A frame as a model would be given it: cut and resized by the decoder and prepared by the same code as in an analysis.
 * A video is decoded from its beginning, so a late frame takes a while; nothing is kept.
 * @param parts what lies where in the model's input
 * @throws NotFoundError where the drive has no such frame
 */
export async function inputPreview(
  recordings: Recordings,
  recipe: Recipe,
  parts: readonly InputPart[],
  drive: Pick<StoredDrive, 'path' | 'openWith'>,
  frame: number,
  signal: AbortSignal
): Promise<InputPreview> {
  const recording = await recordings.open(drive)
  const { source, width, height } = recording
  const taken = inputOf('input', parts, parts.map(placeId))
  const input = new Float32Array(taken.input.shape.reduce((product, length) => product * length, 1))
  const maker = frameInput(recipe, taken)
  const plan: DecodePlan = {
    source,
    width,
    height,
    from: Math.max(0, frame - framesBefore(taken)),
    input: recipe,
    pictureWidth: PICTURE_WIDTH,
    viewWidth: null
  }
  const stop = new AbortController()
  try {
    for await (const decoded of decodeFrames(plan, AbortSignal.any([signal, stop.signal]))) {
      if (decoded.input) maker.next(decoded.input, input, 0)
      if (decoded.frame !== frame || !decoded.input || !decoded.picture) continue
      const all = partsOf(taken, parts, input)
      const shown = all.find(({ explained }) => explained)!
      const seen = seenRect(recipe, width, height)
      return {
        frame,
        shape: shown.shape,
        values: shown.values!,
        picture: Buffer.from(decoded.picture).toString('base64'),
        seen: { x: seen.x / width, y: seen.y / height, width: seen.width / width, height: seen.height / height },
        parts: all.length > 1 ? all : []
      }
    }
  } finally {
    stop.abort()
  }
  throw new NotFoundError(`The drive has no frame ${frame}.`)
}

/**
 * What lies where in a model's input under a recipe.
 * @throws InputError where the recipe does not fit the model
 */
export function partsUnder(recipe: Recipe, { name, form }: Pick<Model, 'name' | 'form'>): InputPart[] {
  const parts = inputParts(form, recipe.reading ?? guessLayout(form, name).reading)
  if (!parts) throw new InputError(`What '${name}' takes cannot be read so; choose another reading.`)
  const taken = parts.find(({ explained }) => explained)!.shape.join(' × ')
  const made = [recipe.resize.height, recipe.resize.width, channelsOf(recipe).length].join(' × ')
  if (made !== taken) {
    throw new InputError(
      `The recipe makes ${made} pictures, but '${name}' takes ${taken}; correct its size or its steps.`
    )
  }
  return parts
}

const placeId = (_: InputPart, index: number): string => `place-${index}`

/** What each place gets of the input [height, width, depth]. */
function partsOf(
  { input, nodes }: ReturnType<typeof inputOf>,
  parts: readonly InputPart[],
  values: Float32Array
): PreviewPart[] {
  const depth = input.shape.at(-1)!
  return parts.map((part, i) => {
    const id = placeId(part, i)
    const { op } = nodes.find((node) => node.id === id) ?? {}
    if (op?.type === 'constant') return { ...part, values: null }
    const from = op?.type === 'slice' ? op.from : 0
    const channels = part.shape[2]
    const own = Float32Array.from(
      { length: part.shape[0] * part.shape[1] * channels },
      (_, k) => values[Math.floor(k / channels) * depth + from + (k % channels)]!
    )
    return { ...part, values: Buffer.from(own.buffer).toString('base64') }
  })
}
