import type { Drive, Inspection, LibraryState, Model } from '../../shared/api.ts'
import type { App } from '../app.ts'
import { answer, clientOf, libraryClientOf } from './cli/client.ts'

/**
 * Adds what lies at a path to the library, and gives the part of the page's address that shows it. Where the library
 * cannot be opened nothing is added, and the page asks about that.
 * @throws InputError
 */
export async function viewOf(app: App, path: string): Promise<string> {
  const { question } = await answer<LibraryState>(libraryClientOf(app).$get())
  if (question !== null) return ''
  const api = clientOf(app)
  const { what } = await answer<Inspection>(api.inspect.$post({ json: { path } }))
  if (what === 'model') return `#/model/${(await answer<Model>(api.models.$post({ json: { path } }))).id}`
  return `#/drive/${(await answer<Drive>(api.drives.$post({ json: { path } }))).id}`
}
