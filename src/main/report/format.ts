import type { ReportModel } from './reportModel.ts'

/** A kind of file that a run can be kept as. */
export interface ReportFormat {
  /** What the command and the address call it, and the suffix of its files. */
  id: string
  /** For a menu: a word, and for whom or what it is. */
  label: string
  what: string
  contentType: string
  /** Of a page: what it may load and run, as a Content-Security-Policy. */
  policy?: string
  /** The whole file, or its pieces in order where it is long. */
  write(report: ReportModel): string | Iterable<Uint8Array>
}
