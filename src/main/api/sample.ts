import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { sentence } from '../../shared/errors.ts'
import { LaneFile } from '../../shared/lanes.ts'
import { checked } from './checked.ts'
import { addDrive } from './openedDrive.ts'
import { addModel } from './openedModel.ts'
import type { Services } from './services.ts'

/** `sample.json`: what comes with Lanegaze, as paths beside it. */
const Sample = z.object({
  drive: z.string(),
  signals: z.string().optional(),
  models: z.array(z.string()),
  lanes: z.string().optional()
})

/** Set when the sample was added once: a person who deletes it is not given it again. */
const setting = 'sample added'

/** Adds the sample drive, its lanes and its models to a library that never had them. Without a sample, the log says so. */
export async function addSampleOnce({ store, log }: Services, sampleDir: string): Promise<void> {
  const { settings, lanes } = store.library
  if (settings.get(setting, z.boolean())) return
  try {
    const sample = checked(Sample, await readJson(join(sampleDir, 'sample.json')))
    const signals = sample.signals === undefined ? {} : { signals: join(sampleDir, sample.signals) }
    const drive = await addDrive(store, join(sampleDir, sample.drive), signals, true)
    for (const model of sample.models) await addModel(store, join(sampleDir, model), true)
    if (sample.lanes !== undefined && lanes.get(drive.id).length === 0)
      lanes.set(drive.id, checked(LaneFile, await readJson(join(sampleDir, sample.lanes))).keyframes)
    settings.set(setting, true)
  } catch (error) {
    log(`The sample was not added: ${sentence(error)}`)
  }
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}
