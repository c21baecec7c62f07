import { stat } from 'node:fs/promises'
import type { Inspection } from '../../shared/api.ts'
import { InputError } from '../../shared/errors.ts'
import type { OpenWith } from '../../shared/recording.ts'
import { isMeantAsModel } from '../model/modelPath.ts'
import { SeveralRecordings } from '../recording/place/severalRecordings.ts'
import { lookAtKept } from './openedModel.ts'
import type { Opener } from './recordings.ts'
import { typedPath } from './typedPath.ts'

/**
 * What lies at a path, without keeping it: a recording or a model, and what is odd about it.
 * @throws InputError where it is neither
 */
export async function inspect({ store, recordings }: Opener, path: string, choices: OpenWith): Promise<Inspection> {
  const place = typedPath(path)
  if (!(await stat(place).catch(() => null)))
    throw new InputError(`There is nothing at this path; check it: '${place}'.`)
  if (await isMeantAsModel(place)) {
    return { what: 'model', ...(await lookAtKept(store, path)) }
  }
  const opened = await recordings.open({ path, openWith: choices }).catch((error: unknown) => {
    if (error instanceof SeveralRecordings) return error
    throw error
  })
  if (opened instanceof SeveralRecordings) {
    const { recordings: found, whole } = opened
    return { what: 'choice', recordings: [...found], whole }
  }
  const { kind, name, because, width, height, frames, rate, warnings } = opened
  const carried = opened.signals.map((signal) => ({
    name: signal.name,
    role: signal.role,
    unit: signal.unit,
    positive: signal.convention?.positive ?? null,
    samples: opened.lateSignals ? null : signal.values.length
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
