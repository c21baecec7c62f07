import { z } from 'zod'
import type { Recipe } from './recipe.ts'
import type { WorkLine } from './workLine.ts'

/** What a search for the recipe of a model needs: a drive with recorded steering. */
export const SearchRecipe = z.object({ driveId: z.string() })
export type SearchRecipe = z.infer<typeof SearchRecipe>

/** One way of preparing pictures, and how the model steers with it. */
export interface RecipeFit {
  recipe: Recipe
  /** In words, such as 'RGB 0..1, whole picture'. */
  label: string
  /** Correlation of predicted and recorded steering, -1..1; null where the prediction does not vary. */
  correlation: number | null
  /** Smallest and largest prediction, left-positive. */
  range: readonly [number, number]
  /** Spread of the predictions over that of the recorded steering; null where their units differ. */
  spread: number | null
  /** What the candidates are ranked by: the correlation's size, less where the range is out of the recorded one. */
  fit: number
}

/** How far a search has come: pictures that were read, then recipes that were compared. */
export interface RecipeSearchProgress {
  stage: 'reading' | 'comparing'
  done: number
  total: number
}

/** One line of a search that is streamed. */
export type RecipeSearchLine = WorkLine<RecipeSearchProgress, RecipeSearch>

export interface RecipeSearch {
  /** The best first. */
  fits: RecipeFit[]
  /** So many of the first fit about as well as the best, which is among them: the frames do not tell them apart. */
  alike: number
  /** Frames that were compared. */
  frames: number
  /** What was found, in one sentence. */
  sentence: string
}
