import type { Comparison } from '../../../shared/api.ts'
import { jsonOf } from '../../../shared/typedAnswer.ts'
import type { App } from '../../app.ts'
import { clientOf } from '../client.ts'

/** Runs of one drive beside each other. @param runs their ids, two to four of them @throws InputError */
export function compare(app: App, runs: readonly string[]): Promise<Comparison> {
  return jsonOf(clientOf(app).compare.$get({ query: { runs: runs.join(',') } }))
}
