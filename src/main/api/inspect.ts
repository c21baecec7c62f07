import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Hono } from 'hono'
import { AddDrive, type Inspection } from '../../shared/api.ts'
import { InputError } from '../../shared/errors.ts'
import { headOf, isModelFolder, looksLikeModel } from '../model/modelFiles.ts'
import { openModel } from '../model/open.ts'
import { SeveralRecordings } from '../recording/severalRecordings.ts'
import { body } from './checked.ts'
import { openedRecording } from '../library/openedRecording.ts'
import { modelAnswer } from '../library/openedModel.ts'
import { typedPath } from '../library/typedPath.ts'

/** What lies at a path, without keeping it: a recording or a model, and what is odd about it. */
export function inspectRoutes() {
  return new Hono().post('/', body(AddDrive), async (c) => {
    const { path, ...choices } = c.req.valid('json')
    if (await isModel(typedPath(path)))
      return c.json<Inspection>({ what: 'model', model: modelAnswer(await openModel(typedPath(path)), false) })
    const opened = await openedRecording(path, choices).catch((error: unknown) => {
      if (error instanceof SeveralRecordings) return error
      throw error
    })
    if (opened instanceof SeveralRecordings)
      return c.json<Inspection>({ what: 'choice', recordings: [...opened.recordings] })
    const { kind, name, because, width, height, frames, rate, warnings } = opened
    const carried = opened.signals.map((signal) => ({
      name: signal.name,
      role: signal.role,
      unit: signal.unit,
      positive: signal.convention?.positive ?? null,
      samples: signal.values.length
    }))
    return c.json<Inspection>({
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
    })
  })
}

/** By content, or by what it is called; of folders, those that models are saved as. */
async function isModel(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new InputError(`There is nothing at this path; check it: '${path}'.`)
  return found.isDirectory() ? isModelFolder(path) : looksLikeModel(await headOf(path), basename(path))
}
