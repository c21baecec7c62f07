import { afterEach, expect, test, vi } from 'vitest'
import type { RecipeSearch, RecipeSearchLine } from '../../../../src/shared/recipeSearch.ts'
import { RecipeFinding, searchProgress } from '../../../../src/renderer/recipe/recipeFinding.svelte.ts'

const result = (sentence: string): RecipeSearch => ({ fits: [], alike: 0, frames: 100, isFound: false, sentence })
/** What the app sends: a line of JSON each. */
const streamed = (...lines: RecipeSearchLine[]): Response =>
  new Response(lines.map((line) => JSON.stringify(line) + '\n').join(''))

afterEach(() => vi.unstubAllGlobals())

test('a search ends the one before it, whose answer is not shown', async () => {
  const answers: ((response: Response) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)))
  const finding = new RecipeFinding('model')
  const first = finding.search('long drive')
  const second = finding.search('short drive')
  answers[1]?.(streamed({ found: result('of the short drive') }))
  await second
  answers[0]?.(streamed({ found: result('of the long drive') }))
  await first
  expect(finding.found?.sentence).toBe('of the short drive')
  expect(finding.busy).toBe(false)
})

test('a failure is a sentence', async () => {
  const error = 'Its steering never varies.'
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ error }, { status: 400 })))
  const finding = new RecipeFinding('model')
  await finding.search('drive')
  expect([finding.failure, finding.found, finding.busy]).toEqual([error, null, false])
})

test('progress is told until the search is found or cancelled', async () => {
  let send: (line: string) => void = () => undefined
  const body = new ReadableStream<Uint8Array>({
    start: (out) => void (send = (line) => out.enqueue(new TextEncoder().encode(line)))
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)))
  const finding = new RecipeFinding('model')
  const search = finding.search('drive')
  send('{"progress":{"stage":"comparing","done":3,"total":60}}\n')
  await vi.waitFor(() => expect(finding.progress).toEqual({ stage: 'comparing', done: 3, total: 60 }))
  finding.stop()
  send('{"progress":{"stage":"comparing","done":4,"total":60}}\n')
  await search
  expect([finding.busy, finding.progress, finding.found, finding.failure]).toEqual([false, null, null, null])
})

test('what went wrong on the way is a sentence, and so is a stream that breaks off', async () => {
  const answers = [streamed({ error: 'Its steering never varies.' }), streamed()]
  vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()!))
  const finding = new RecipeFinding('model')
  await finding.search('drive')
  expect(finding.failure).toBe('Its steering never varies.')
  await finding.search('drive')
  expect(finding.failure).toMatch(/broke off/)
})

test('progress is said in words', () => {
  expect(searchProgress(null).share).toBe(0)
  expect(searchProgress({ stage: 'reading', done: 50, total: 100 }).share).toBe(0.5)
  expect(searchProgress({ stage: 'comparing', done: 30, total: 60 })).toEqual({
    words: 'Comparing recipe 31 of 60',
    share: 0.5
  })
})
