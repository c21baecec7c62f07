import { imagenet, type Recipe } from '../../shared/recipe.ts'

/** A way in which the pictures of a model may have been prepared. */
export interface RecipeCandidate {
  recipe: Recipe
  label: string
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

/** ImageNet's is of red, green and blue, which some read in as blue, green and red. */
const scales: (Pick<Recipe, 'scale' | 'normalise'> & { label: string; colours?: readonly Recipe['colour'][] })[] = [
  { scale: { multiply: 1 / 255, add: 0 }, label: '/255' },
  { scale: { multiply: 1, add: 0 }, label: '0..255' },
  { scale: { multiply: 1 / 127.5, add: -1 }, label: '-1..1' },
  { scale: { multiply: 1 / 255, add: -0.5 }, label: '-0.5..0.5' },
  {
    scale: { multiply: 1 / 255, add: 0 },
    normalise: imagenet,
    label: "/255, ImageNet's mean and deviation",
    colours: ['rgb', 'bgr']
  }
]

const scalesOf = (colour: Recipe['colour']): typeof scales =>
  scales.filter(({ colours }) => !colours || colours.includes(colour))

/**
 * The plausible recipes of a model: colour order, scale and crop in all combinations, and `own`, the recipe it has now.
 * @param source size of the recording's pictures
 */
export function recipeCandidates(input: Size & { channels: number }, source: Size, own: Recipe): RecipeCandidate[] {
  const colours: Recipe['colour'][] = input.channels === 1 ? ['gray'] : ['rgb', 'bgr', 'yuv']
  const all = crops(input, source).flatMap(({ crop, label }) =>
    colours.flatMap((colour) =>
      scalesOf(colour).map(({ scale, normalise, label: scaled }): RecipeCandidate => {
        const resize = { width: input.width, height: input.height, filter: own.resize.filter }
        const name = colour === 'gray' ? 'grey' : colour.toUpperCase()
        const read = own.reading && { reading: own.reading }
        const recipe = { version: 1, crop, resize, colour, scale, ...(normalise && { normalise }), ...read } as const
        return { recipe, label: `${name} ${scaled}, ${label}` }
      })
    )
  )
  const isKnown = all.some(({ recipe }) => JSON.stringify(recipe) === JSON.stringify(own))
  return isKnown ? all : [...all, { recipe: own, label: 'the recipe it has now' }]
}
