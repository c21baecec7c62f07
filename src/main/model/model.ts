import type { z } from 'zod'
import { knownFields } from '../../shared/knownFields.ts'
import { Recipe } from '../../shared/recipe.ts'
import type { InputForm } from '../../shared/inputLayout.ts'
import type { Warning } from '../../shared/recording.ts'
import type { TakenLayers } from '../../shared/toldLayers.ts'
import { SteeringHead } from '../../shared/steeringHead.ts'
import type { Graph } from './graph/graph.ts'

export { SteeringHead }

/** The small JSON beside a model: `<model file>.recipe.json`. */
export const RecipeFile = knownFields({ recipe: Recipe, head: SteeringHead })
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
  /** How its layers are joined, where its file does not say. */
  taken?: TakenLayers
}
