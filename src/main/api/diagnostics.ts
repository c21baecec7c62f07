import { release } from 'node:os'
import { Hono } from 'hono'
import { sentence } from '../../shared/errors.ts'
import { ffmpegVersion } from '../decode/ffmpeg.ts'
import { engineIds, whyUnavailable } from '../engine/engines.ts'
import { homeAsTilde } from '../log/homeAsTilde.ts'
import type { Log } from '../log/log.ts'
import { logTail } from '../log/logTail.ts'

/** Lines of the log that are shown. */
const SHOWN = 1000
/** Lines of the log that go with the diagnostics. */
const ATTACHED = 200

interface Sources {
  dataDir: string
  /** Of Lanegaze. */
  version: string
  log: Log
}

/** The end of the log, and what somebody who is to help needs to know; both answer where the library cannot be opened too. */
export function diagnosticsRoutes(sources: Sources) {
  return new Hono()
    .basePath('/api')
    .get('/log', async (c) => c.text((await logTail(sources.dataDir, SHOWN)).join('\n')))
    .get('/diagnostics', async (c) => c.text(await diagnostics(sources)))
}

/** Plain text in which the home folder is '~'. */
async function diagnostics({ dataDir, version, log }: Sources): Promise<string> {
  const { electron, chrome, node } = process.versions
  const tail = await logTail(dataDir, ATTACHED)
  const facts = [
    `Lanegaze ${version}`,
    `System: ${process.platform} ${process.arch}, ${release()}`,
    electron === undefined ? 'Electron: none, the page is in a browser' : `Electron ${electron}, Chromium ${chrome}`,
    `Node ${node}`,
    ...engineIds.map((id) => `Engine ${id}: ${whyUnavailable(id) ?? 'ready'}`),
    await ffmpegVersion().catch(sentence),
    `Data folder: ${dataDir}`,
    `Log: level ${log.level}, its last ${tail.length} lines:`,
    ''
  ]
  return homeAsTilde([...facts, ...tail].join('\n') + '\n')
}
