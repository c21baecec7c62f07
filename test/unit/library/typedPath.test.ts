import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { typedPath } from '../../../src/main/library/typedPath.ts'

it.each([
  ['~', homedir()],
  ['~/drives/a.mp4', join(homedir(), 'drives', 'a.mp4')],
  ['drives/a.mp4', resolve('drives', 'a.mp4')],
  ['/drives/~/a.mp4', resolve('/drives/~/a.mp4')],
  ['~old.mp4', resolve('~old.mp4')]
])('%s is a path as a shell takes it', (typed, path) => {
  expect(typedPath(typed)).toBe(path)
})
