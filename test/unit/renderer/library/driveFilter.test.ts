import { expect, it } from 'vitest'
import type { Drive, Run } from '../../../../src/shared/api.ts'
import { filtered, type DriveFilter } from '../../../../src/renderer/library/driveFilter.ts'
import { modelDto } from '../../../../testing/storeRows.ts'

function drive(id: string, name: string, path: string, more: Partial<Drive> = {}): Drive {
  return {
    id,
    name,
    path,
    kind: 'video',
    because: '',
    width: 1,
    height: 1,
    frames: { count: 1, exact: true },
    rate: 1,
    duration: 1,
    hasSteering: true,
    warnings: [],
    addedAt: 0,
    sample: false,
    missing: false,
    openWith: {},
    ...more
  }
}

const drives = [
  drive('a', 'Karlsruhe Süd', '/data/2024/karlsruhe.mp4'),
  drive('b', 'mountain', '/data/2023/mountain', { kind: 'udacity-simulator', openWith: { camera: 'left' } }),
  drive('c', 'mountain', '/data/2023/mountain', { kind: 'udacity-simulator', missing: true })
]
const { recipe, head } = modelDto()
const run: Run = {
  id: 'r',
  driveId: 'b',
  modelId: 'm',
  modelName: '',
  recipe,
  head,
  recipeChanged: false,
  method: '',
  settings: {},
  explain: 'change',
  of: null,
  engine: null,
  engineAsked: 'auto',
  state: 'finished',
  done: 1,
  total: 1,
  error: null,
  warnings: [],
  createdAt: 0
}

it.each<[Partial<DriveFilter>, string]>([
  [{}, 'abc'],
  [{ words: 'sud' }, 'a'],
  [{ words: '  SIMULATOR 2023 ' }, 'bc'],
  [{ words: 'mountain left' }, 'b'],
  [{ words: 'video mountain' }, ''],
  [{ state: 'analysed' }, 'b'],
  [{ state: 'not-analysed' }, 'ac'],
  [{ state: 'missing', words: 'mountain' }, 'c']
])('%j shows %s', (filter, ids) => {
  const shown = filtered(drives, [run, { ...run, driveId: 'c', state: 'paused' }], {
    words: '',
    state: 'all',
    ...filter
  })
  expect(shown.map(({ id }) => id).join('')).toBe(ids)
})

it('goes through a library of a thousand drives between two key strokes', () => {
  const library = Array.from({ length: 1000 }, (_, i) =>
    drive(String(i), `drive ${i}`, `/recordings/2024/place ${i % 50}/drive ${i}`)
  )
  const start = performance.now()
  const shown = filtered(library, [], { words: 'place 49 999', state: 'not-analysed' })
  expect(shown.map(({ id }) => id)).toEqual(['999'])
  expect(performance.now() - start).toBeLessThan(100)
})
