import { Hono } from 'hono'
import { InputError } from '../../shared/errors.ts'
import {
  ChangeLaneSettings,
  ImportLanes,
  type ImportLanesProgress,
  LaneFile,
  type LaneOverview,
  LaneSettings
} from '../../shared/lanes.ts'
import { laneOverview } from '../analysis/laneOverview.ts'
import { body } from './checked.ts'
import { editLanes } from '../review/personalSteps.ts'
import { importLanes } from '../library/laneImport.ts'
import type { Services } from './services.ts'
import { workAnswer } from './workAnswer.ts'

/** The lanes of a drive: polygons a person drew, labels they brought, and what they decided about the sources. */
export function laneRoutes(services: Services) {
  const { store, scoring } = services
  const { drives, lanes, laneSettings, models } = store.library
  const laneFile = (driveId: string): LaneFile => ({ version: 1, keyframes: lanes.get(driveId) })

  return new Hono()
    .get('/:drive/lanes', (c) => c.json(laneFile(drives.get(c.req.param('drive')).id)))
    .put('/:drive/lanes', body(LaneFile), async (c) => {
      const drive = drives.get(c.req.param('drive'))
      const { keyframes } = c.req.valid('json')
      if (keyframes.some(({ frame }, i) => i > 0 && frame <= keyframes[i - 1]!.frame))
        throw new InputError("'keyframes' is wrong: they must be in rising frame order, one a frame.")
      editLanes(store.library, drive.id, 'lane_keyframes', () => lanes.set(drive.id, keyframes))
      await scoring.scoreAnew(drive.id)
      return c.json(laneFile(drive.id))
    })
    .get('/:drive/lanes/scoring', (c) => c.json(scoring.progress(drives.get(c.req.param('drive')).id)))
    .get('/:drive/lanes/sources', async (c) => c.json(await laneOverview(store, drives.get(c.req.param('drive')))))
    .put('/:drive/lanes/sources', body(ChangeLaneSettings), async (c) => {
      const drive = drives.get(c.req.param('drive'))
      const settings = LaneSettings.parse({ ...laneSettings.settings(drive.id), ...c.req.valid('json') })
      if (settings.model) models.get(settings.model.modelId)
      editLanes(store.library, drive.id, 'lane_settings', () => laneSettings.setSettings(drive.id, settings))
      await scoring.scoreAnew(drive.id)
      return c.json(await laneOverview(store, drive))
    })
    .post('/:drive/lanes/imported', body(ImportLanes), async (c) => {
      const drive = drives.get(c.req.param('drive'))
      const wish = c.req.valid('json')
      return workAnswer<ImportLanesProgress, LaneOverview>(c, services, async (signal, onProgress) => {
        await importLanes(services, drive, wish, signal, onProgress)
        onProgress({ stage: 'scoring', done: 0, total: 0, rate: null, secondsLeft: null })
        await scoring.scoreAnew(drive.id)
        return laneOverview(store, drive)
      })
    })
    .delete('/:drive/lanes/imported', async (c) => {
      const drive = drives.get(c.req.param('drive'))
      laneSettings.setImported(drive.id, null)
      await scoring.scoreAnew(drive.id)
      return c.json(await laneOverview(store, drive))
    })
}
