import { imagenet, type Recipe } from '../../shared/recipe.ts'
import type { RecipeStep } from '../../shared/recipeStep.ts'
import { isSameRecipe } from '../../shared/recipeVersion1.ts'

/** A way in which the pictures of a model may have been prepared. */
export interface RecipeCandidate {
  recipe: Recipe
  label: string
  /** True where few do so. */
  rare?: boolean
}

type Crop = Recipe['crop']
interface Size {
  width: number
  height: number
}

const simulator: Size = { width: 320, height: 160 }
const upper = (of: Size, top: number, bottom = 0): Crop => ({ of, top, right: 0, bottom, left: 0 })

/** Crops that published models were trained with, and those that keep the shape of the input. */
function crops(input: Size, source: Size): { crop: Crop; label: string }[] {
  const found: { crop: Crop; label: string }[] = [
    { crop: null, label: 'whole picture' },
    { crop: upper(simulator, 60, 25), label: 'without the upper 60 and lower 25 of 160 rows' },
    { crop: upper(simulator, 70, 25), label: 'without the upper 70 and lower 25 of 160 rows' },
    { crop: upper({ width: 2, height: 2 }, 1), label: 'lower half' },
    { crop: upper({ width: 3, height: 3 }, 1), label: 'lower two thirds' }
  ]
  const rows = Math.round((source.width * input.height) / input.width)
  const spare = source.height - rows
  if (spare > source.height * 0.05) {
    found.push({ crop: upper(source, spare), label: `lowest ${rows} rows, in the shape of the input` })
  }
  return found
}

type Scale = Pick<Recipe, 'scale' | 'normalise'> & { label: string }

const usualScales: readonly Scale[] = [
  { scale: { multiply: 1 / 255, add: 0 }, label: '/255' },
  { scale: { multiply: 1, add: 0 }, label: '0..255' },
  { scale: { multiply: 1 / 127.5, add: -1 }, label: '-1..1' }
]
const halved: Scale = { scale: { multiply: 1 / 255, add: -0.5 }, label: '-0.5..0.5' }
const asImagenet: Scale = {
  scale: { multiply: 1 / 255, add: 0 },
  normalise: imagenet,
  label: "/255, ImageNet's mean and deviation"
}

/** What is done with the colours of a picture, and on which scales people then put the numbers. */
interface Colours {
  label: string
  steps: readonly RecipeStep[]
  scales: readonly Scale[]
  rare?: true
}

const to = (space: 'bgr' | 'yuv' | 'hsv' | 'hls' | 'gray', ...then: RecipeStep[]): RecipeStep[] => [
  { step: 'colour', to: space },
  ...then
]
const swapped = (space: 'yuv' | 'hsv' | 'hls' | 'gray'): RecipeStep[] => [{ step: 'colour', to: space, swapped: true }]
const clahe = { step: 'clahe', clip: 2, tiles: 8 } as const
const all = [...usualScales, halved]

/** ImageNet's mean is of red, green and blue, which some read in as blue, green and red. */
const ofThreeChannels: readonly Colours[] = [
  { label: 'RGB', steps: [], scales: [...all, asImagenet] },
  { label: 'BGR', steps: to('bgr'), scales: [...all, asImagenet] },
  { label: 'YUV', steps: to('yuv'), scales: all },
  { label: 'YUV of swapped channels', steps: swapped('yuv'), scales: usualScales, rare: true },
  { label: 'HSV', steps: to('hsv'), scales: usualScales, rare: true },
  { label: 'HSV of swapped channels', steps: swapped('hsv'), scales: usualScales, rare: true },
  { label: 'HLS', steps: to('hls'), scales: usualScales, rare: true },
  { label: 'HLS of swapped channels', steps: swapped('hls'), scales: usualScales, rare: true },
  {
    label: 'YUV with Y equalised',
    steps: to('yuv', { step: 'equalise', channel: 'y' }),
    scales: usualScales,
    rare: true
  }
]

const ofOneChannel: readonly Colours[] = [
  { label: 'grey', steps: to('gray'), scales: all },
  { label: 'grey of swapped channels', steps: swapped('gray'), scales: usualScales, rare: true },
  { label: 'grey equalised', steps: to('gray', { step: 'equalise' }), scales: usualScales, rare: true },
  { label: 'grey by CLAHE', steps: to('gray', clahe), scales: usualScales, rare: true },
  { label: 'S of HSV', steps: to('hsv', { step: 'channel', take: 's' }), scales: usualScales, rare: true },
  { label: 'V of HSV', steps: to('hsv', { step: 'channel', take: 'v' }), scales: usualScales, rare: true }
]

/** Planes of YUV are made of bytes of red, green and blue. */
const ofPlanes: readonly Colours[] = [
  { label: 'RGB', steps: [], scales: usualScales.filter(({ scale }) => scale.multiply === 1) }
]

function coloursFor(channels: number, { reading }: Recipe): readonly Colours[] {
  if (reading?.as === 'yuv-frames') return ofPlanes
  return channels === 1 ? ofOneChannel : ofThreeChannels
}

/**
 * The plausible recipes of a model: colours, scale and crop in all combinations, and `own`, the recipe it has now.
 * @param source size of the recording's pictures
 */
export function recipeCandidates(input: Size & { channels: number }, source: Size, own: Recipe): RecipeCandidate[] {
  const { filter } = own.resize
  const read = own.reading && { reading: own.reading }
  const candidates = crops(input, source).flatMap(({ crop, label }) =>
    coloursFor(input.channels, own).flatMap(({ label: colour, steps, scales, rare = false }) =>
      scales.map(({ scale, normalise, label: scaled }): RecipeCandidate => {
        const resize = { width: input.width, height: input.height, filter }
        const chain = { crop, beforeResize: [], resize, afterResize: [...steps], scale }
        const recipe: Recipe = { version: 2, ...chain, ...(normalise && { normalise }), ...read }
        return { recipe, label: `${colour} ${scaled}, ${label}`, rare }
      })
    )
  )
  const isKnown = candidates.some(({ recipe }) => isSameRecipe(recipe, own))
  return isKnown ? candidates : [...candidates, { recipe: own, label: 'the recipe it has now' }]
}

/** What may be done beside that to the pictures of a recipe: a blur before the resize, and its brightness by CLAHE. */
export function variations({ recipe, label }: RecipeCandidate): RecipeCandidate[] {
  const blurs = recipe.beforeResize.some(({ step }) => step === 'blur') ? [] : [3, 5]
  const blurred = blurs.map((size) => ({
    recipe: { ...recipe, beforeResize: [{ step: 'blur' as const, size }, ...recipe.beforeResize] },
    label: `${label}, blurred ${size}x${size} before the resize`
  }))
  const tiled = byTiles(recipe.afterResize)
  return tiled ? [...blurred, { recipe: { ...recipe, afterResize: tiled }, label: `${label}, by CLAHE` }] : blurred
}

/** Steps with CLAHE in place of equalising, or of Y where they end at YUV; null where they do neither. */
function byTiles(steps: readonly RecipeStep[]): RecipeStep[] | null {
  const last = steps.at(-1)
  if (last?.step === 'colour' && last.to === 'yuv') return [...steps, { ...clahe, channel: 'y' }]
  if (!steps.some(({ step }) => step === 'equalise')) return null
  return steps.map((step) => (step.step === 'equalise' ? { ...step, ...clahe } : step))
}
