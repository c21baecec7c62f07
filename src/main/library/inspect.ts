import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Inspection } from '../../shared/api.ts'
import { InputError } from '../../shared/errors.ts'
import type { OpenWith } from '../../shared/recording.ts'
import { headOf, isModelFolder, looksLikeModel } from '../model/modelFiles.ts'
import { openModel } from '../model/open.ts'
import { SeveralRecordings } from '../recording/severalRecordings.ts'
import { modelAnswer } from './openedModel.ts'
import type { Recordings } from './recordings.ts'
import { typedPath } from './typedPath.ts'

/**
 * What lies at a path, without keeping it: a recording or a model, and what is odd about it.
 * @throws InputError where it is neither
 */
export async function inspect(recordings: Recordings, path: string, choices: OpenWith): Promise<Inspection> {
  if (await isModel(typedPath(path)))
    return { what: 'model', model: modelAnswer(await openModel(typedPath(path)), false) }
  const opened = await recordings.open({ path, openWith: choices }).catch((error: unknown) => {
    if (error instanceof SeveralRecordings) return error
    throw error
  })
  if (opened instanceof SeveralRecordings) return { what: 'choice', recordings: [...opened.recordings] }
  const { kind, name, because, width, height, frames, rate, warnings } = opened
  const carried = opened.signals.map((signal) => ({
    name: signal.name,
    role: signal.role,
    unit: signal.unit,
    positive: signal.convention?.positive ?? null,
    samples: signal.values.length
  }))
  return {
    what: 'recording',
    recording: {
      path: opened.path,
      kind,
      name,
      because,
      width,
      height,
      frames,
      rate,
      signals: carried,
      choices: opened.choices ?? [],
      warnings
    }
  }
}

/** By content, or by what it is called; of folders, those that models are saved as. */
async function isModel(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new InputError(`There is nothing at this path; check it: '${path}'.`)
  return found.isDirectory() ? isModelFolder(path) : looksLikeModel(await headOf(path), basename(path))
}
