import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { sentence } from '../../shared/errors.ts'
import { LaneFile } from '../../shared/lanes.ts'
import { prepareRun } from '../analysis/prepareRun.ts'
import { checked } from './checked.ts'
import { addDrive } from '../library/openedDrive.ts'
import { addModel } from '../library/openedModel.ts'
import type { Services } from './services.ts'

/** `sample.json`: what comes with Lanegaze, as paths beside it. */
const Sample = z.object({
  drive: z.object({ name: z.string(), file: z.string() }),
  signals: z.string().optional(),
  /** In the order in which a person should see them. */
  models: z.array(z.object({ name: z.string(), file: z.string() })),
  lanes: z.string().optional(),
  /** The saliency method that tells its models apart best. */
  method: z.string()
})

/** Set when the sample was added once: a person who deletes it is not given it again. */
const setting = 'sample added'

/**
 * Adds the sample drive, its lanes and its models to a library that never had them, and starts the analysis of the
 * drive under each model. Without a sample, the log says so.
 */
export async function addSampleOnce({ store, supervisor, log }: Services, sampleDir: string): Promise<void> {
  const { settings, lanes } = store.library
  if (settings.get(setting, z.boolean())) return
  try {
    const sample = checked(Sample, await readJson(join(sampleDir, 'sample.json')))
    const signals = sample.signals === undefined ? {} : { signals: join(sampleDir, sample.signals) }
    const { id } = await addDrive(store, join(sampleDir, sample.drive.file), signals, sample.drive.name)
    if (sample.lanes !== undefined && lanes.get(id).length === 0)
      lanes.set(id, checked(LaneFile, await readJson(join(sampleDir, sample.lanes))).keyframes)
    const drive = store.library.drives.get(id)
    for (const { name, file } of sample.models) {
      const model = await addModel(store, join(sampleDir, file), { sampleName: name })
      const wanted = { drive, model, method: sample.method, explain: 'change', engine: 'auto' } as const
      supervisor.start(prepareRun(store.library, store.cache(id), wanted).id)
    }
    settings.set(setting, true)
  } catch (error) {
    log(`The sample was not added: ${sentence(error)}`)
  }
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}
