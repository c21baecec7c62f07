import { join } from 'node:path'
import { afterAll, afterEach, inject } from 'vitest'
import { complaint } from './watched.ts'

/** Before every test file: all processes that its tests start take their defects down in one file, and fail the test. */
const file = join(inject('defects'), `${process.pid}`)
process.env['LANEGAZE_DEFECTS'] = file

function check(): void {
  const wrong = complaint(file)
  if (wrong !== null) throw new Error(wrong)
}

afterEach(check)
// What came of setting up or tearing down.
afterAll(check)
