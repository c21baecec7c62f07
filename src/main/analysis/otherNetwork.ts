import type { RecipeSearch } from '../../shared/recipeSearch.ts'
import { type Activation, activationName, type TakenLayers, type ToldLayers } from '../../shared/toldLayers.ts'
import type { Graph } from '../model/graph/graph.ts'
import { isSurelyBetter } from './findRecipe.ts'

/** The same weights with another activation between them. */
export interface OtherNetwork {
  graph: Graph
  layers: ToldLayers
  taken: TakenLayers
}

/** What to try in place of an activation that is a guess: PilotNets have ReLU or ELU. null where there is nothing to try. */
export function otherLayers(taken: TakenLayers | undefined): ToldLayers | null {
  if (!taken?.isGuess) return null
  const activation: Activation = taken.activation === 'elu' ? 'relu' : 'elu'
  return { ...taken.told, activation }
}

/** What was found with the activation that is taken or with the other, whichever is surely better; and that it is a guess. */
export function ofBothNetworks(own: RecipeSearch, other: RecipeSearch, { layers, taken }: OtherNetwork): RecipeSearch {
  const [mine, others] = [activationName(taken.activation), activationName(layers.activation ?? 'none')]
  const guess = `What stands between the layers of the model, ${mine}, is a guess`
  if (isSurelyBetter(other, own)) {
    const sentence = `${guess}; with ${others} it steers better: r = ${rOf(other)} in place of ${rOf(own)}. ${other.sentence}`
    return { ...other, sentence, layers }
  }
  const how = isSurelyBetter(own, other) ? 'steers worse' : 'does not steer surely better'
  return { ...own, sentence: `${own.sentence} ${guess}; with ${others} it ${how} (r = ${rOf(other)}).` }
}

const rOf = ({ fits }: RecipeSearch): string => fits[0]?.correlation?.toFixed(2) ?? 'none'
