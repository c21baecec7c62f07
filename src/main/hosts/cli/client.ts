import { hc } from 'hono/client'
import { InputError } from '../../../shared/errors.ts'
import type { Failure } from '../../../shared/api.ts'
import { streamedLines } from '../../../shared/streamedLines.ts'
import type { Api, App, LibraryApi } from '../../app.ts'

const origin = 'http://lanegaze.invalid'
const fetchOf = (app: App) => (input: RequestInfo | URL, init?: RequestInit) => app.fetch(new Request(input, init))

/** The routes of an app of this process, typed, without a network in between. */
export function clientOf(app: App) {
  return hc<Api>(origin, { fetch: fetchOf(app) }).api
}
export type Client = ReturnType<typeof clientOf>

/** The routes of the way to the library, which answer whether it is open or not. */
export function libraryClientOf(app: App) {
  return hc<LibraryApi>(origin, { fetch: fetchOf(app) }).api.library
}

/** The part of a response that tells what a route answered. */
interface Answered {
  ok: boolean
  json(): Promise<unknown>
}

/** What a route answers; T is the type in shared/api.ts that the route is declared with. @throws InputError with its sentence where it failed */
export async function answer<T>(asked: Promise<Answered>): Promise<T> {
  const response = await asked
  if (!response.ok) throw new InputError(await failureOf(response))
  return (await response.json()) as T
}

/** What a route tells line by line; T is the type in shared that it is declared with. @throws InputError as `answer` */
export async function* linesOf<T>(response: Answered & Pick<Response, 'body'>): AsyncGenerator<T> {
  if (!response.ok || !response.body) throw new InputError(await failureOf(response))
  for await (const line of streamedLines(response)) yield JSON.parse(line) as T
}

/** The sentence of a response that failed. */
export async function failureOf(response: Answered): Promise<string> {
  return ((await response.json()) as Failure).error
}
