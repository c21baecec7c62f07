import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Model } from '../../shared/api.ts'
import { checked } from '../../shared/checked.ts'
import { LaneFile } from '../../shared/lanes.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import { addDrive } from './openedDrive.ts'
import { addModel } from './openedModel.ts'
import type { Opener } from './recordings.ts'

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
 * Adds the sample drive, its lanes and its models to a library that never had them.
 * @param analyse is called with each model, in order
 * @throws where there is no sample, or it cannot be opened
 */
export async function addSampleOnce(
  opener: Opener,
  sampleDir: string,
  analyse: (drive: StoredDrive, model: Model, method: string) => void
): Promise<void> {
  const { settings, lanes, drives } = opener.store.library
  if (settings.get(setting, z.boolean())) return
  const sample = checked(Sample, await readJson(join(sampleDir, 'sample.json')))
  const signals = sample.signals === undefined ? {} : { signals: join(sampleDir, sample.signals) }
  const { id } = await addDrive(opener, join(sampleDir, sample.drive.file), signals, sample.drive.name)
  if (sample.lanes !== undefined && lanes.get(id).length === 0)
    lanes.set(id, checked(LaneFile, await readJson(join(sampleDir, sample.lanes))).keyframes)
  const drive = drives.get(id)
  for (const { name, file } of sample.models) {
    const model = await addModel(opener.store, join(sampleDir, file), { sampleName: name })
    analyse(drive, model, sample.method)
  }
  settings.set(setting, true)
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}
