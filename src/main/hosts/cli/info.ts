import type { Inspection } from '../../../shared/api.ts'
import type { OpenWith } from '../../../shared/recording.ts'
import type { App } from '../../app.ts'
import { jsonOf } from '../../../shared/typedAnswer.ts'
import { clientOf } from '../client.ts'

/** Looks at a recording or a model without keeping it. @throws InputError */
export function info(app: App, path: string, openWith: OpenWith): Promise<Inspection> {
  return jsonOf(clientOf(app).inspect.$post({ json: { path, ...openWith } }))
}
