import { Hono } from 'hono'
import { sentence } from '../../shared/errors.ts'
import { findFfmpeg } from '../decode/ffmpeg.ts'
import { engineIds, whyUnavailable } from '../engine/engines.ts'
import { modelFilesInWords } from '../model/formats.ts'
import { reportFormats } from '../report/formats.ts'
import type { Services } from './services.ts'

/** What Lanegaze runs with, and what this machine lacks. */
export function aboutRoutes({ store, version, log }: Services) {
  return new Hono().get('/', (c) =>
    c.json({
      version,
      engines: engineIds.map((id) => ({ id, available: whyUnavailable(id) === null, why: whyUnavailable(id) })),
      modelFiles: modelFilesInWords,
      exports: reportFormats.map(({ id, label, what }) => ({ id, label, what })),
      ...ffmpeg(),
      dataDir: store.dataDir,
      logFile: log.file,
      backupTrouble: store.library.backupTrouble()
    })
  )
}

function ffmpeg(): { ffmpeg: string | null; ffmpegMissing: string | null } {
  try {
    return { ffmpeg: findFfmpeg(), ffmpegMissing: null }
  } catch (error) {
    return { ffmpeg: null, ffmpegMissing: sentence(error) }
  }
}
