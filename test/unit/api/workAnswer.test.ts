import { Hono } from 'hono'
import { expect, it, vi } from 'vitest'
import { workAnswer } from '../../../src/main/api/workAnswer.ts'
import { InputError } from '../../../src/shared/errors.ts'
import { expectDefect } from '../../defects/watched.ts'
import { heardLog } from '../../fixtures/logs.ts'

type Work = (signal: AbortSignal, onProgress: (progress: number) => void) => Promise<object>

/** What a route with this work answers, and what it logs. */
function asked(work: Work, accept?: string) {
  const log = vi.fn<(line: string) => void>()
  const app = new Hono().post('/', (c) => workAnswer(c, { log: heardLog(log) }, work))
  const response = app.request('/', { method: 'POST', ...(accept && { headers: { accept } }) })
  return { log, response: Promise.resolve(response) }
}
const inLines = 'application/x-ndjson'

const counting: Work = (_, onProgress) => {
  for (const done of [1, 2]) onProgress(done)
  return Promise.resolve({ sum: 3 })
}

it('is one JSON for those who ask for nothing else', async () => {
  const answer = await asked(counting).response
  expect(await answer.json()).toEqual({ sum: 3 })
})

it('is lines for those who want to know how far it is', async () => {
  const answer = await asked(counting, inLines).response
  const lines = (await answer.text()).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { progress: 1 },
    { progress: 2 },
    { found: { sum: 3 } }
  ])
})

it.each([
  ['what a person can mend', new InputError('There is no such file.'), 'There is no such file.', 0],
  ['a defect, which is logged', new Error('x of undefined'), 'Something went wrong inside Lanegaze', 1]
])('says in a line that it failed: %s', async (_, error, sentence, logged) => {
  if (logged > 0) expectDefect(/POST \/ failed: Error: x of undefined/)
  const { response, log } = asked(() => Promise.reject(error), inLines)
  expect(JSON.parse(await (await response).text())).toEqual({ error: expect.stringContaining(sentence) as string })
  expect(log).toHaveBeenCalledTimes(logged)
})

it('ends the work when whoever asked hangs up', async () => {
  let ended = false
  const { response } = asked((signal, onProgress) => {
    onProgress(1)
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        ended = true
        reject(new InputError('stopped'))
      })
    })
  }, inLines)
  const reader = (await response).body!.getReader()
  await reader.read()
  expect(ended).toBe(false)
  await reader.cancel()
  await vi.waitFor(() => expect(ended).toBe(true))
})
