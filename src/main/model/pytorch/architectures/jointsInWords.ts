import { basename } from 'node:path'
import type { Warning } from '../../../../shared/recording.ts'
import type { Chain, Joints } from './chain.ts'
import { activations } from './layers.ts'
import { layersPath } from './layersFile.ts'

/** What was taken of a chain, in one sentence; null where there was nothing to take. */
export function jointsWarning(chain: Chain, joints: Joints, because: string, model: string): Warning | null {
  const { modules } = chain
  const taken = [...windowsInWords(chain, joints), ...activationsInWords(chain, joints, because)]
  if (taken.length === 0) return null
  const [source, file] = [basename(model), basename(layersPath(model))]
  return {
    code: 'assumed-layers',
    message: `'${source}' holds weights and not what stands between them. Taken are ${taken.join('; ')}. Write what is otherwise as '${file}' beside it, such as {"activation": "relu", "layers": {"${modules[0]!.at}": {"stride": 2}}}.`
  }
}

function windowsInWords({ modules, cells }: Chain, joints: Joints): string[] {
  const convolutions = modules.filter(({ kind }) => kind === 'convolution')
  if (convolutions.length === 0) return []
  const windows = gathered(
    convolutions.map((module) => {
      const { stride, padding } = joints.window(module)
      return [`${stride}${padding > 0 ? ` (padding ${padding})` : ''}`, module.at]
    })
  )
  const strides = [...windows].map(([window, paths]) => `${window} in ${paths.join(', ')}`)
  return [
    `strides of ${strides.join(' and ')}`,
    cells === 1 ? 'the mean of what the convolutions give, and no other pools' : 'no pools'
  ]
}

/** All but the last few are mostly alike. */
function activationsInWords({ modules }: Chain, joints: Joints, because: string): string[] {
  if (modules.length < 2) return []
  const behind = gathered(
    modules.map(({ at }, i) => {
      const as = joints.activation(i)
      return [as ? `${activations[as]}${because}` : '', at]
    })
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
