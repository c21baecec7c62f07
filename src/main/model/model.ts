import { z } from 'zod'
import { Recipe } from '../../shared/recipe.ts'
import type { InputForm } from '../../shared/inputLayout.ts'
import type { Warning } from '../../shared/recording.ts'
import { Positive, SteeringUnit } from '../../shared/steering.ts'
import type { Graph } from './graph/graph.ts'

/** Which number of the model is the steering, and what it means. */
export const SteeringHead = z.object({
  /** Name of the graph's output. */
  output: z.string(),
  index: z.number().int().min(0),
  unit: SteeringUnit,
  positive: Positive,
  /**
   * Where the whole output is the probabilities of angles that lie evenly from `from` to `to`, as Donkeycar's
   * categorical model has 15 from -1 to 1. The steering is then their expected value, and `index` is not read.
   */
  bins: z.object({ from: z.number(), to: z.number() }).optional()
})
export type SteeringHead = z.infer<typeof SteeringHead>

/** The small JSON beside a model: `<model file>.recipe.json`. */
export const RecipeFile = z.object({ recipe: Recipe, head: SteeringHead })
export type RecipeFile = z.infer<typeof RecipeFile>

/** A steering model as it was opened. */
export interface SteeringModel {
  path: string
  /** For people: see modelName. */
  name: string
  /** Id of its ModelFormat. */
  format: string
  /** Hex SHA-256 of all files of the model. */
  hash: string
  /** What it takes, as its file has it. */
  form: InputForm
  /** Its outputs are the model's own, by name. The input takes what the recipe makes, read as the recipe says. */
  graph: Graph
  parameters: number
  recipe: Recipe
  /** Where the recipe comes from: 'beside the model', or the reasons of the guess. */
  recipeBecause: string
  head: SteeringHead
  headBecause: string
  warnings: Warning[]
}
