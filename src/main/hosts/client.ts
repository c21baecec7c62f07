import { hc } from 'hono/client'
import { z } from 'zod'
import { InputError } from '../../shared/errors.ts'
import type { Api, App, LibraryApi } from '../app.ts'

const origin = 'http://lanegaze.invalid'

/** Asks an app of this process, without a network in between. @throws InputError with the sentence of what failed */
const fetchOf = (app: App) => async (input: Request | URL | string, init?: RequestInit) => {
  const response = await app.fetch(new Request(input, init))
  if (!response.ok) throw new InputError(await sentenceOf(response))
  return response
}

/** Of the `Failure` that every route answers, what a command has a use for. */
const Failed = z.object({ error: z.string() })

async function sentenceOf(response: Response): Promise<string> {
  return Failed.parse(await response.json()).error
}

/** The routes of an app of this process, typed. */
export function clientOf(app: App) {
  return hc<Api>(origin, { fetch: fetchOf(app) }).api
}
export type Client = ReturnType<typeof clientOf>

/** The routes of the way to the library, which answer whether it is open or not. */
export function libraryClientOf(app: App) {
  return hc<LibraryApi>(origin, { fetch: fetchOf(app) }).api.library
}
