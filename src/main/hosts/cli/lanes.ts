import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CancelledError, InputError } from '../../../shared/errors.ts'
import type { LabelFormat, LaneFile } from '../../../shared/lanes.ts'
import { jsonOf, linesOf } from '../../../shared/typedAnswer.ts'
import type { Client } from '../client.ts'
import { createProgressLine, type Terminal } from './progressLine.ts'

/** Lanes that were given with a command. */
export interface GivenLanes {
  /** A file of drawn lanes (as the app exports them), or labels: a file or a folder. */
  lanes: string
  laneFormat?: LabelFormat | undefined
  laneValue?: number | undefined
}

/** Drawn lanes of ten minutes are a few megabytes. */
const LARGEST = 256 * 2 ** 20

/**
 * Gives a drive the lanes: what was drawn takes the place of what is drawn, labels that of what was imported.
 * @param stop ends the reading of labels
 * @throws InputError, CancelledError
 */
export async function useLanes(
  api: Client,
  drive: string,
  { lanes, laneFormat, laneValue }: GivenLanes,
  stop: AbortSignal,
  terminal: Terminal = process.stderr
): Promise<void> {
  const param = { drive }
  const drawn = laneFormat === undefined ? await drawnLanes(lanes) : null
  if (drawn) {
    await jsonOf(api.drives[':drive'].lanes.$put({ param, json: drawn }))
    return
  }
  const json = {
    path: resolve(lanes),
    ...(laneFormat && { format: laneFormat }),
    ...(laneValue !== undefined && { lane: laneValue })
  }
  const asked = api.drives[':drive'].lanes.imported.$post(
    { param, json },
    { headers: { accept: 'application/x-ndjson' }, init: { signal: stop } }
  )
  const line = createProgressLine(terminal)
  try {
    for await (const told of linesOf(await asked)) {
      if ('progress' in told) line.show(told.progress)
      else if ('error' in told) throw stop.aborted ? new CancelledError(told.error) : new InputError(told.error)
    }
  } finally {
    line.end()
  }
}

/** null for what is no file of drawn lanes; the route checks the rest. */
async function drawnLanes(path: string): Promise<LaneFile | null> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile() || found.size > LARGEST) return null
  const text = await readFile(path, 'utf8')
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'keyframes' in value ? (value as LaneFile) : null
  } catch {
    return null
  }
}
