import type { Drive, Inspection, Model } from '../../shared/api.ts'
import type { App } from '../app.ts'
import { answer, clientOf } from './client.ts'

/** Adds what lies at a path to the library, and gives the part of the page's address that shows it. @throws InputError */
export async function viewOf(app: App, path: string): Promise<string> {
  const api = clientOf(app)
  const { what } = await answer<Inspection>(api.inspect.$post({ json: { path } }))
  if (what === 'model') return `#/model/${(await answer<Model>(api.models.$post({ json: { path } }))).id}`
  return `#/drive/${(await answer<Drive>(api.drives.$post({ json: { path } }))).id}`
}
