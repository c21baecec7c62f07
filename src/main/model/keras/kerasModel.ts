import { basename } from 'node:path'
import type { Warning } from '../../../shared/recording.ts'
import type { ReadModel, UserLambdas } from '../format.ts'
import type { Weights } from '../graph/graph.ts'
import type { KerasNetwork } from './architecture.ts'
import { buildKerasGraph, inputWarnings } from './kerasGraph.ts'
import { lambdaMeanings, readUserLambdas, userLambdasPath, writeUserLambdas } from './lambda/userLambdas.ts'
import type { KerasLayer } from './layerList.ts'

/** What a person opens of Keras. */
export const kerasFile = 'a Keras .keras or .h5 file'

/** A Keras model as it lies in files of any format: what it is, and its weights. */
export interface StoredKerasModel {
  network: KerasNetwork
  /** By layer name, each layer's arrays in Keras's own order. */
  weights: ReadonlyMap<string, readonly Weights[]>
  warnings: Warning[]
  /** Its files, that which says what it is first. */
  files: string[]
}

/**
 * A Keras model by its files. What its Lambda layers compute may be written beside the first of them; what a person says
 * anew is written there too, once the model can be read with it.
 * @throws InputError
 */
export async function readStored(stored: StoredKerasModel, lambdas: UserLambdas = {}): Promise<ReadModel> {
  const [main] = stored.files
  const written = await readUserLambdas(main!)
  const path = userLambdasPath(main!)
  const meanings = new Map([
    ...lambdaMeanings(written ?? {}, `'${basename(path)}' says`),
    ...lambdaMeanings(lambdas, 'you say')
  ])
  const network = { ...stored.network, lambdas: meanings }
  const { warnings: assumed, ...graph } = buildKerasGraph(network, (layer) => stored.weights.get(layer) ?? [])
  const all = { ...written, ...lambdas }
  if (Object.keys(lambdas).length > 0) await writeUserLambdas(main!, all)
  const isWritten = Object.keys(all).length > 0
  const warnings = [
    ...stored.warnings,
    ...inputWarnings(stored.network),
    ...assumed,
    ...userLambdaWarnings(network.layers, all, basename(path))
  ]
  const files = isWritten ? [...stored.files, path] : stored.files
  return { graph, parameters: countParameters(stored.weights.values()), warnings, files }
}

/** Which layers compute what somebody wrote, so that it can be checked and changed. */
function userLambdaWarnings(layers: readonly KerasLayer[], lambdas: UserLambdas, file: string): Warning[] {
  const names = layers.filter(({ className }) => className === 'Lambda').map(({ weightsName }) => weightsName)
  return Object.entries(lambdas)
    .filter(([layer]) => names.includes(layer))
    .map(([layer, code]) => ({
      code: 'stated-lambda',
      message: `The layer '${layer}' is taken to compute ${code}, as '${file}' beside the model says; change it there where that is not so, and open the model again.`
    }))
}

function countParameters(weights: Iterable<readonly Weights[]>): number {
  let count = 0
  for (const arrays of weights) for (const { data } of arrays) count += data.length
  return count
}
