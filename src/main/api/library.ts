import { join } from 'node:path'
import { Hono } from 'hono'
import { RestoreLibrary, type LibraryState } from '../../shared/api.ts'
import { describeGenerations } from '../store/checkedCopy.ts'
import { body } from './checked.ts'
import type { LibraryDoor } from '../library/libraryDoor.ts'

/** Whether the library is open, its copies, and what to do where it cannot be opened; answers in any case. */
export function libraryRoutes(door: LibraryDoor, dataDir: string) {
  return new Hono()
    .get('/', (c) => c.json<LibraryState>({ file: join(dataDir, 'library.sqlite'), question: door.question() }))
    .get('/generations', (c) => c.json(describeGenerations(dataDir)))
    .post('/restore', body(RestoreLibrary), async (c) => c.json(await door.restore(c.req.valid('json').generation)))
    .post('/begin-empty', async (c) => c.json(await door.beginEmpty()))
}
