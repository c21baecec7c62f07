import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { z } from 'zod'
import { buildReport } from '../report/buildReport.ts'
import { reportFormat, reportFormats } from '../report/formats.ts'
import type { ReportModel } from '../report/reportModel.ts'
import { findingsOfRun } from '../review/findings.ts'
import { path, query } from './checked.ts'
import { layerMeanName } from '../../shared/layerMean.ts'
import { ConflictError } from '../../shared/errors.ts'
import type { Services } from './services.ts'

const Wanted = z.object({ run: z.string(), format: z.enum(reportFormats.map(({ id }) => id)) })

/** What a run says as a whole, and the run as a file to keep; `?inline=1` shows the file instead of saving it. */
export function exportRoutes({ store, supervisor, reviews, version }: Services) {
  const reportOf = (id: string): ReportModel =>
    buildReport(reviews, store.library.runs.get(id), supervisor.describe(id), version)

  return new Hono()
    .get('/:run/findings', (c) => {
      const run = store.library.runs.get(c.req.param('run'))
      return c.json(findingsOfRun(reviews, run, supervisor.describe(run.id).state))
    })
    .get('/:run/export/:format', path(Wanted), query(z.object({ inline: z.literal('1').optional() })), (c) => {
      const { run: id, format: wanted } = c.req.valid('param')
      const { contentType, policy, write } = reportFormat(wanted)!
      const report = reportOf(id)
      if (report.frames === 0)
        throw new ConflictError('This run has no results yet; start it, and export when frames are analysed.')

      const inline = c.req.valid('query').inline === '1'
      const { drive, model, run } = report
      const names = [drive.name, model.name, ...(run.of ? [layerMeanName(run.of)] : [])]
      const name = `${names.map(fileName).join('-')}.${wanted}`
      c.header('content-type', contentType)
      c.header('content-disposition', `${inline ? 'inline' : 'attachment'}; filename="${name}"`)
      if (policy !== undefined) c.header('content-security-policy', policy)
      const file = write(report)
      if (typeof file === 'string') return c.body(file)
      return stream(c, async (out) => {
        for (const piece of file) {
          if (out.aborted) return
          await out.write(piece)
        }
      })
    })
}

/** What every system takes as part of a file name. */
function fileName(text: string): string {
  return text
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .slice(0, 60)
    .replace(/[^\x20-\x7e]/g, '_')
}
