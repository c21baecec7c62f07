import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { InputError, sentence } from '../../../shared/errors.ts'
import type { App } from '../../app.ts'
import { jsonOf } from '../../../shared/typedAnswer.ts'
import { clientOf, type Client } from '../client.ts'

/**
 * Writes a run to a file. The file appears when it is whole: what is written first has another name beside it.
 * @throws InputError
 */
export async function exportRun(app: App, run: string, format: string, out: string): Promise<void> {
  const response = await exported(clientOf(app), run, format)
  if (!response.body) throw new InputError(`The run '${run}' gives no ${format}.`)
  const target = resolve(out)
  const unfinished = join(dirname(target), `.lanegaze-${process.pid}.part`)
  try {
    await pipeline(response.body, createWriteStream(unfinished, { flags: 'wx' }))
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new InputError(`The export cannot be written (${sentence(error)}); choose another --out: '${target}'.`, {
      cause: error
    })
  }
}

async function exported(api: Client, run: string, format: string): Promise<Response> {
  if (format !== 'lanes') return api.runs[':run'].export[':format'].$get({ param: { run, format }, query: {} })
  const { driveId } = await jsonOf(api.runs[':run'].$get({ param: { run } }))
  return api.drives[':drive'].lanes.$get({ param: { drive: driveId } })
}
