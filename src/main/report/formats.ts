import { csv } from './csv.ts'
import type { ReportFormat } from './format.ts'
import { html } from './html.ts'
import { npy } from './npy.ts'

/** What a run can be exported as; the first is the report that people are offered. */
export const reportFormats: readonly [ReportFormat, ...ReportFormat[]] = [html, csv, npy]

export function reportFormat(id: string): ReportFormat | undefined {
  return reportFormats.find((format) => format.id === id)
}
