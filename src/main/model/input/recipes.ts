import { imagenet, type Recipe } from '../../../shared/recipe.ts'

/** A way of preparing pictures that many models share. */
export interface RecipePreset {
  id: string
  label: string
  /** The recipe for a model whose input is [height, width, channels]. */
  recipe(input: { height: number; width: number }): Recipe
}

const whole = ({ height, width }: { height: number; width: number }): Recipe => ({
  version: 2,
  crop: null,
  beforeResize: [],
  resize: { width, height, filter: 'bilinear' },
  afterResize: [],
  scale: { multiply: 1, add: 0 }
})

const yuv = { step: 'colour', to: 'yuv' } as const

/** The crop of the 320x160 simulator frame that leaves out sky and bonnet (60 rows above, 25 below). */
const simulatorCrop = { of: { width: 320, height: 160 }, top: 60, right: 0, bottom: 25, left: 0 }

const presets: readonly RecipePreset[] = [
  { id: 'raw', label: 'Whole picture, RGB 0 to 255', recipe: whole },
  {
    id: 'donkeycar',
    label: 'Donkeycar: whole picture, RGB 0 to 1',
    recipe: (input) => ({ ...whole(input), scale: { multiply: 1 / 255, add: 0 } })
  },
  {
    id: 'nvidia-udacity',
    label: 'NVIDIA in the Udacity simulator: crop, YUV 0 to 255',
    recipe: (input) => ({ ...whole(input), crop: simulatorCrop, afterResize: [yuv] })
  },
  {
    id: 'nvidia-udacity-unit',
    label: 'NVIDIA in the Udacity simulator: crop, YUV 0 to 1',
    recipe: (input) => ({
      ...whole(input),
      crop: simulatorCrop,
      afterResize: [yuv],
      scale: { multiply: 1 / 255, add: 0 }
    })
  },
  {
    id: 'imagenet',
    label: 'PyTorch backbones: whole picture, RGB less the mean of ImageNet',
    recipe: (input) => ({ ...whole(input), scale: { multiply: 1 / 255, add: 0 }, normalise: imagenet })
  },
  {
    id: 'carla',
    label: 'CARLA: whole picture, BGR 0 to 255',
    recipe: (input) => ({ ...whole(input), afterResize: [{ step: 'colour', to: 'bgr' }] })
  }
]

/** The preset of that id; a defect where there is none. */
export function preset(id: string): RecipePreset {
  const found = presets.find((candidate) => candidate.id === id)
  if (!found) throw new Error(`there is no recipe preset '${id}'`)
  return found
}
