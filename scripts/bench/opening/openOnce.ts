import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { createApp, nodeSpawner } from '../../../src/main/app.ts'
import type { Drive } from '../../../src/shared/api.ts'
import { openLog } from '../../../src/main/log/log.ts'

// Opens the recording at the first argument as the page does, with a library in the folder of the second, and prints
// what that took as one line of JSON.

/** What it took. Times are milliseconds from choosing the recording, memory is in megabytes. */
export interface Opened {
  /** Its name, length and warnings are known. */
  known: number
  /** Its first picture is there. */
  picture: number
  /** Names and roles of its signals are there. */
  signals: number
  /** Processor time of this process until all of that was there: what it takes where nothing else runs. */
  cpu: number
  /** The longest time for which nothing else was answered. */
  blocked: number
  /** Resident memory before, and the most there ever was. */
  before: number
  most: number
  frames: number
}

const [path = '', dataDir = ''] = process.argv.slice(2)
const spawner = nodeSpawner(new URL('../../../src/main/analysis/jobMain.ts', import.meta.url))
const app = await createApp({
  dataDir,
  spawner,
  sampleDir: null,
  rendererDir: null,
  log: openLog({ dataDir, say: () => undefined })
})
const ask = async (address: string, init?: RequestInit): Promise<Response> => {
  const response = await app.fetch(new Request(`http://localhost/api/${address}`, init))
  if (!response.ok) throw new Error(await response.text())
  return response
}
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
// Once round with something small, so that what is loaded at first use is loaded.
await ask('drives')

const before = megabytes(process.memoryUsage.rss())
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const start = performance.now()
const used = process.cpuUsage()
const since = (): number => Math.round(performance.now() - start)
const body = JSON.stringify({ path })
const added = await ask('drives', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
const { id, frames } = (await added.json()) as Drive
const known = since()
const later = async (address: string): Promise<number> => {
  await (await ask(address)).arrayBuffer()
  return since()
}
const [picture, signals] = await Promise.all([later(`drives/${id}/thumbnail`), later(`drives/${id}/signals`)])
delay.disable()
const { user, system } = process.cpuUsage(used)
const opened: Opened = {
  known,
  picture,
  signals,
  cpu: Math.round((user + system) / 1000),
  blocked: Math.round(delay.max / 1e6),
  before,
  most: Math.round(process.resourceUsage().maxRSS / 1024),
  frames: frames.count
}
await app.close()
console.log(JSON.stringify(opened))
process.exit(0)
