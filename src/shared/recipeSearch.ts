import { z } from 'zod'
import { Recipe } from './recipe.ts'
import { SteeringHead } from './steeringHead.ts'
import { ToldLayers } from './toldLayers.ts'
import type { WorkLine } from './workLine.ts'

/** What a search for the recipe of a model needs: a drive with recorded steering. */
export const SearchRecipe = z.object({ driveId: z.string() })
export type SearchRecipe = z.infer<typeof SearchRecipe>

/** One way of preparing pictures, and how the model steers with it. */
export const RecipeFit = z.strictObject({
  recipe: Recipe,
  /** In words, such as 'RGB 0..1, whole picture'. */
  label: z.string(),
  /** Frames that it was compared on: all of the search, or a part of them where it promised nothing. */
  frames: z.number().int(),
  /** Correlation of predicted and recorded steering, -1..1; null where the prediction does not vary. */
  correlation: z.number().nullable(),
  /** Smallest and largest prediction, left-positive; null where one is no number. */
  range: z.tuple([z.number(), z.number()]).nullable(),
  /** Spread of the predictions over that of the recorded steering; null where their units differ. */
  spread: z.number().nullable(),
  /** What the candidates are ranked by: the correlation's size, less where the range is out of the recorded one. */
  fit: z.number()
})
export type RecipeFit = z.infer<typeof RecipeFit>

/** How far a search has come: pictures that were read, then recipes that were compared. */
export interface RecipeSearchProgress {
  stage: 'reading' | 'comparing'
  done: number
  total: number
}

/** What is answered is parsed by this, so that it holds recipes and numbers and no picture. */
export const RecipeSearch = z.strictObject({
  /** The best first. */
  fits: z.array(RecipeFit),
  /** So many of the first fit about as well as the best, which is among them: the frames do not tell them apart. */
  alike: z.number().int(),
  /** Frames that were compared with the best. */
  frames: z.number().int(),
  /** False where even the best of them does not fit: what the model has is then best kept. */
  isFound: z.boolean(),
  /** What was found, in a sentence or two. */
  sentence: z.string(),
  /** What the steering was taken from, where that is surely better than what the model has. */
  head: SteeringHead.optional(),
  /** What stands between the layers, to be kept beside a file of weights, where the model surely steers better so. */
  layers: ToldLayers.optional()
})
export type RecipeSearch = z.infer<typeof RecipeSearch>

/** One line of a search that is streamed. */
export type RecipeSearchLine = WorkLine<RecipeSearchProgress, RecipeSearch>
