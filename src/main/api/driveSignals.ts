import { Hono } from 'hono'
import { ChangeSignals, type DriveSignals } from '../../shared/api.ts'
import { SignalSettings } from '../../shared/recording.ts'
import { correctSignals, driveSignals } from '../library/driveSignals.ts'
import { offsetFromPictures } from '../library/offsetFromPictures.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/**
 * The signals of a drive: what they are, what a person corrected, and what the numbers suggest; and the numbers in the names
 * of its pictures, where a person may say what they are.
 */
export function driveSignalRoutes(services: Pick<Services, 'store' | 'recordings' | 'scoring'>) {
  const { store, recordings, scoring } = services
  const { drives } = store.library

  async function correct(drive: StoredDrive, settings: SignalSettings): Promise<DriveSignals> {
    await correctSignals(services, drive, settings)
    await scoring.followSignals(drive.id)
    return driveSignals(services, drives.get(drive.id))
  }

  return new Hono()
    .get('/:drive/signals', async (c) => c.json(await driveSignals(services, drives.get(c.req.param('drive')))))
    .put('/:drive/signals', body(ChangeSignals), async (c) => {
      const drive = drives.get(c.req.param('drive'))
      return c.json(await correct(drive, SignalSettings.parse({ ...drive.signalSettings, ...c.req.valid('json') })))
    })
    .get('/:drive/names', async (c) =>
      c.json({ names: (await recordings.open(drives.get(c.req.param('drive')))).names ?? null })
    )
    .post('/:drive/signals/offset', async (c) =>
      c.json(await offsetFromPictures(recordings, drives.get(c.req.param('drive')), c.req.raw.signal))
    )
    .delete('/:drive/signals', async (c) =>
      c.json(await correct(drives.get(c.req.param('drive')), SignalSettings.parse({})))
    )
}
