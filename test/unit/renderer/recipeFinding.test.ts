import { afterEach, expect, test, vi } from 'vitest'
import type { RecipeSearch } from '../../../src/shared/recipeSearch.ts'
import { RecipeFinding } from '../../../src/renderer/library/recipeFinding.svelte.ts'

const result = (sentence: string): RecipeSearch => ({ fits: [], frames: 100, sentence })

afterEach(() => vi.unstubAllGlobals())

test('a search ends the one before it, whose answer is not shown', async () => {
  const answers: ((response: Response) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)))
  const finding = new RecipeFinding('model')
  const first = finding.search('long drive')
  const second = finding.search('short drive')
  answers[1]?.(Response.json(result('of the short drive')))
  await second
  answers[0]?.(Response.json(result('of the long drive')))
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
