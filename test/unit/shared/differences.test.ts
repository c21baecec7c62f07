import { expect, it } from 'vitest'
import { differences } from '../../../src/shared/differences.ts'

it('are the first less the second, as far as both go, and unknown where one is', () => {
  expect(differences([1, 2, null, 4, 5], [0.5, 3, 1, null])).toEqual([0.5, -1, null, null])
})
