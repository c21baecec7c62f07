import { InputError } from '../../../../shared/errors.ts'
import type { WeightParts } from './programWeights.ts'

/** The parts of a zip that make a program. */
export interface ProgramParts {
  /** Its graph, as JSON. */
  program: string
  weights: WeightParts
  constants: WeightParts
}

/**
 * Where the parts of an exported program lie: of PyTorch up to 2.7 beside one another, of later ones below a folder of the
 * file's name (torch/csrc/export/pt2_archive_constants.h).
 * @throws InputError where there is no program, or more than one
 */
export function programParts(names: readonly string[], source: string): ProgramParts {
  const before = 'serialized_exported_program.json'
  const old = names.find((name) => name === before || name.endsWith(`/${before}`))
  if (old !== undefined) {
    const folder = old.slice(0, -before.length)
    return {
      program: old,
      weights: { saved: [`${folder}serialized_state_dict.pt`], config: '', folder: '' },
      constants: { saved: [`${folder}serialized_constants.pt`], config: '', folder: '' }
    }
  }
  const mark = names.find((name) => /(^|\/)archive_format$/.test(name)) ?? ''
  const root = mark.slice(0, -'archive_format'.length)
  const model = modelIn(names, `${root}models/`, source)
  const parts = (kind: string): WeightParts => ({
    saved: [`${root}data/${kind}/${model}.pt`],
    config: `${root}data/${kind}/${model}_${kind}_config.json`,
    folder: `${root}data/${kind}/`
  })
  return { program: `${root}models/${model}.json`, weights: parts('weights'), constants: parts('constants') }
}

function modelIn(names: readonly string[], folder: string, source: string): string {
  const models = names.flatMap((name) =>
    name.startsWith(folder) && /^[^/]+\.json$/.test(name.slice(folder.length))
      ? [name.slice(folder.length, -'.json'.length)]
      : []
  )
  const [only] = models
  if (models.includes('model')) return 'model'
  if (models.length === 1 && only !== undefined) return only
  throw new InputError(
    models.length === 0
      ? `'${source}' holds no program that can be read, but perhaps one that was compiled (AOTInductor); save the exported program itself with torch.export.save.`
      : `'${source}' holds several programs (${models.join(', ')}); save the one that steers with torch.export.save.`
  )
}
