import type { RecipeFile } from '../src/main/model/model.ts'
import type { Sheet } from './scene/view.ts'

/** What the sample's models see: the road and its verges, without most of the sky and without the bonnet. */
export const recipeFile: RecipeFile = {
  recipe: {
    version: 2,
    crop: { of: { width: 960, height: 540 }, top: 185, right: 0, bottom: 38, left: 0 },
    beforeResize: [],
    resize: { width: 200, height: 66, filter: 'area' },
    afterResize: [{ step: 'colour', to: 'yuv' }],
    scale: { multiply: 1 / 127.5, add: -1 }
  },
  head: { output: 'steering', index: 0, unit: 'normalised', positive: 'left' }
}

/** The same part of the picture, rendered straight at the size of the model's input. */
export const inputSheet: Sheet = { width: 200, height: 66, window: [0, 185 / 540, 1, 502 / 540], fine: 2 }
