import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { failureAnswer } from '../../../src/main/api/failures.ts'
import { noteDefect } from '../../../src/main/log/defects.ts'
import { InputError } from '../../../src/shared/errors.ts'
import { heardLog } from '../../fixtures/logs.ts'
import { expectDefect } from '../watched.ts'

// Run by test/unit/defects.test.ts alone, which knows which of these must fail.

const module = join(import.meta.dirname, '../../../src/main/log/defects.ts')
const app = new Hono()
  .onError((error, c) => failureAnswer(error, c, heardLog()))
  .get('/odd', () => {
    throw new TypeError('x of undefined')
  })
  .get('/wrong', () => {
    throw new InputError('There is no such file.')
  })

it('passes: a refusal', async () => {
  expect((await app.request('/wrong')).status).toBe(400)
})

it('fails: a route that fails, though nobody looks at its log', async () => {
  expect((await app.request('/odd')).status).toBe(500)
})

it('fails: a process that takes one down', () => {
  spawnSync(process.execPath, ['-e', `import('${module}').then((m) => m.noteDefect('a job', new Error('no map')))`])
})

it('fails: a process that ends of one', () => {
  spawnSync(process.execPath, ['-e', `import('${module}').then(() => setImmediate(() => null.length))`])
})

it('passes: one that is named', async () => {
  expectDefect(/GET \/odd failed: TypeError: x of undefined/)
  await app.request('/odd')
})

it('fails: one that is named and does not come', () => {
  expectDefect(/GET \/odd/)
})

it.runIf(process.env['LATE'])('passes: one that comes when the tests of its file are over', () => {
  // Taken down where this file's tests look no more.
  process.env['LANEGAZE_DEFECTS'] += '-late'
  noteDefect('a late one', new Error('too late'))
})
