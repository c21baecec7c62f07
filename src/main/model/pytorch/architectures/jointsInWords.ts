import { basename } from 'node:path'
import type { Warning } from '../../../../shared/recording.ts'
import { type Activation, activations, type TakenLayers } from '../../../../shared/toldLayers.ts'
import type { Chain } from './chain.ts'
import { layersPath } from '../../layersFile.ts'

/**
 * What was taken of a chain, in one sentence; null where there was nothing to take.
 * @param because the reason for its activation, to follow its name; '' where there is none
 */
export function jointsWarning({ cells }: Chain, taken: TakenLayers, because: string, model: string): Warning | null {
  const parts = [...windowsInWords(taken, cells), ...activationsInWords(taken, because)]
  if (parts.length === 0) return null
  const [source, file] = [basename(model), basename(layersPath(model))]
  const how = taken.told
    ? `Together with what '${file}' says, there are ${parts.join('; ')}. Correct that file where it is otherwise.`
    : `Taken are ${parts.join('; ')}. Write what is otherwise as '${file}' beside it, such as ${exampleOf(taken)}.`
  return {
    code: taken.isGuess ? 'guessed-layers' : 'assumed-layers',
    message: `'${source}' holds weights and not what stands between them. ${how}`
  }
}

/** What the file may say, of a network that has what it speaks of: the other of the two usual activations. */
function exampleOf({ activation, layers }: TakenLayers): string {
  const convolution = layers.find(({ window }) => window)
  const other: Activation = activation === 'elu' ? 'relu' : 'elu'
  return JSON.stringify({
    activation: other,
    ...(convolution && { layers: { [convolution.at]: { stride: convolution.window?.stride === 2 ? 1 : 2 } } })
  })
    .replaceAll(':', ': ')
    .replaceAll(',', ', ')
}

function windowsInWords({ layers }: TakenLayers, cells: number): string[] {
  const windows = gathered(
    layers.flatMap(({ at, window }) =>
      window ? [[`${window.stride}${window.padding > 0 ? ` (padding ${window.padding})` : ''}`, at] as const] : []
    )
  )
  if (windows.size === 0) return []
  const strides = [...windows].map(([window, paths]) => `${window} in ${paths.join(', ')}`)
  return [
    `strides of ${strides.join(' and ')}`,
    cells === 1 ? 'the mean of what the convolutions give, and no other pools' : 'no pools'
  ]
}

/** All but the last few are mostly alike. */
function activationsInWords({ layers, isGuess, activation, told }: TakenLayers, because: string): string[] {
  if (layers.length < 2) return []
  const why = isGuess ? ' (a guess: nothing in it says that)' : told?.activation === undefined ? because : ''
  const behind = gathered(
    layers.map(({ at, activation: as }) => [
      as === 'none' ? '' : `${activations[as]}${as === activation ? why : ''}`,
      at
    ])
  )
  const none = behind.get('') ?? []
  behind.delete('')
  const [only, ...more] = [...behind]
  if (!only) return ['no activations']
  if (more.length === 0 && none.length < 4) return [`${only[0]} behind all but ${none.join(', ')}`]
  return [...behind].map(([name, paths]) => `${name} behind ${paths.join(', ')}`)
}

/** The paths of what has the same words. */
function gathered(all: readonly (readonly [words: string, path: string])[]): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  for (const [words, path] of all) paths.set(words, [...(paths.get(words) ?? []), `'${path}'`])
  return paths
}
