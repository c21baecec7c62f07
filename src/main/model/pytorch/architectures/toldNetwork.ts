import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { ToldLayers } from '../../../../shared/toldLayers.ts'
import type { StateDict } from '../weights/stateDict.ts'
import { knownNetwork } from './knownNetwork.ts'
import { exportIt, type ToldNetwork } from './network.ts'
import { pilotNet } from './pilotNet.ts'
import { type Fit, fitOf } from './recognise.ts'
import { architectures } from './table.ts'

/** What is spoken of as that architecture has this part of its weights. */
const alike = 0.5

/**
 * The network that weights are of, by their names and shapes.
 * @param file what a person says of it
 * @throws InputError that says what was found, and what to do, where it cannot be told
 */
export function toldNetwork(state: StateDict, file: ToldLayers | null, model: string): ToldNetwork {
  const fits = architectures.map((architecture) => fitOf(architecture, state))
  const found = fits.find(({ wrong }) => wrong === null)
  if (found) return knownNetwork(found, state, file, model)
  const pilot = pilotNet(state, file, model)
  if (typeof pilot !== 'string') return pilot
  throw new InputError(`'${basename(model)}' ${refusal(fits, pilot, state)}; ${exportIt}.`)
}

function refusal(fits: readonly Fit[], pilot: string, { tensors }: StateDict): string {
  const [best] = fits.toSorted((a, b) => b.right / b.of - a.right / a.of)
  if (best && best.right > alike * best.of)
    return `holds weights like those of ${best.architecture.name}, but ${best.wrong}`
  const names = architectures.map(({ name }) => name).join(', ')
  return `holds weights, but neither of a network that Lanegaze knows (${names}) nor of layers one behind the other, for ${pilot}; there are ${keysInWords([...tensors.keys()])}`
}

function keysInWords(keys: readonly string[]): string {
  const shown = keys.length > 8 ? [...keys.slice(0, 5), '…', ...keys.slice(-2)] : keys
  return `'${shown.join("', '")}'`.replace("'…'", '…')
}
