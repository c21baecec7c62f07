import { InputError } from '../../../shared/errors.ts'
import type { ModelInput } from './pictureInput.ts'

/** The size that pictures are made, in pixels. */
export interface PictureSize {
  height: number
  width: number
}

/** Sizes that networks are trained with, those of PyTorch's backbones first. */
export const usualSizes: readonly PictureSize[] = [
  { height: 224, width: 224 },
  { height: 66, width: 200 },
  { height: 120, width: 160 },
  { height: 160, width: 320 },
  { height: 128, width: 256 },
  { height: 64, width: 64 },
  { height: 256, width: 256 }
]

/**
 * The sizes of an input as a file states them, of which null is open and becomes 0. Any that is no size of a batch is open.
 * @throws InputError for sizes that no picture has
 */
export function inputSizes(stated: readonly (number | null)[], name: string, source: string): number[] {
  const isSize = (size: number | null, axis: number): boolean => size === null || axis === 0 || size >= 1
  if (stated.every(isSize)) return stated.map((size) => Math.max(0, size ?? 0))
  const sizes = stated.map((size) => size ?? 'any').join(', ')
  throw new InputError(`'${source}' takes '${name}' [${sizes}], which is no picture; export it with its own sizes.`)
}

/** Of sixteen colour frames on top of one another. */
const mostChannels = 48

/** Where [height, width] stand in the sizes of a picture input, its batch and frames before them; null where that cannot be told. */
function placesOf({ dims }: ModelInput): readonly [number, number] | null {
  const rank = dims.length
  if (rank < 3 || rank > 5) return null
  const [first = 0, , last = 0] = dims.slice(-3)
  const isFirst = first > 0 && first <= mostChannels && (last === 0 || first < last)
  if (isFirst) return [rank - 2, rank - 1]
  return last > 0 && last <= mostChannels ? [rank - 3, rank - 2] : null
}

const isOpen = (input: ModelInput): boolean => placesOf(input)?.some((place) => input.dims[place] === 0) ?? false

/** Those with a batch; only where there are none, one without can be a picture, and not the state of a recurrent layer. */
function picturesAmong(inputs: readonly ModelInput[]): readonly ModelInput[] {
  const batched = inputs.filter(({ dims }) => dims.length > 3)
  return batched.length > 0 ? batched : inputs
}

/**
 * Where the file leaves the size of the pictures open: the sizes to try, one after the other, until the model can be
 * built; null where it states it.
 * @param wanted the one size to take
 */
export function openSizes(inputs: readonly ModelInput[], wanted: PictureSize | undefined): PictureSize[] | null {
  const open = picturesAmong(inputs).find(isOpen)
  if (!open) return null
  if (wanted) return [wanted]
  const [height = 0, width = 0] = placesOf(open)!.map((place) => open.dims[place])
  const fitting = usualSizes.filter(
    (size) => (height || size.height) === size.height && (width || size.width) === size.width
  )
  return fitting.length > 0 ? fitting : [{ height: height || width, width: width || height }]
}

/** The inputs with this size in the places that are open. */
export function withSize(inputs: readonly ModelInput[], size: PictureSize): ModelInput[] {
  const pictures = picturesAmong(inputs)
  return inputs.map((input) => {
    const [y, x] = (pictures.includes(input) && placesOf(input)) || []
    const dims = input.dims.map((own, axis) => own || (axis === y ? size.height : axis === x ? size.width : own))
    return { ...input, dims }
  })
}
