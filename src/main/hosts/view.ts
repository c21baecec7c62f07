import type { App } from '../app.ts'
import { jsonOf } from '../../shared/typedAnswer.ts'
import { clientOf, libraryClientOf } from './client.ts'

/**
 * Adds what lies at a path to the library, and gives the part of the page's address that shows it. Where the library
 * cannot be opened nothing is added, and the page asks about that.
 * @throws InputError
 */
export async function viewOf(app: App, path: string): Promise<string> {
  const { question } = await jsonOf(libraryClientOf(app).$get())
  if (question !== null) return ''
  const api = clientOf(app)
  const { what } = await jsonOf(api.inspect.$post({ json: { path } }))
  if (what === 'model') return `#/model/${(await jsonOf(api.models.$post({ json: { path } }))).id}`
  return `#/drive/${(await jsonOf(api.drives.$post({ json: { path } }))).id}`
}
