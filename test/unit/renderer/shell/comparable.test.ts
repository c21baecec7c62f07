import { expect, it } from 'vitest'
import { comparable, firstCompared } from '../../../../src/renderer/shell/comparable.ts'
import type { RunState } from '../../../../src/shared/runState.ts'
import { runDto } from '../../../fixtures/runDto.ts'

const run = (id: string, createdAt: number, modelId: string, state: RunState = 'finished') =>
  runDto({ id, createdAt, modelId, state })
const ids = (runs: { id: string }[]): string => runs.map(({ id }) => id).join('')

it('are the runs that have results, in the order in which they were started', () => {
  const runs = [run('c', 3, 'm'), run('a', 1, 'm', 'scores-outdated'), run('b', 2, 'm', 'paused')]
  expect(ids(comparable(runs))).toBe('ac')
  expect(comparable(runs.slice(0, 1))).toEqual([])
})

it.each([
  ['the newest of two models', [run('a', 1, 'm'), run('b', 2, 'n'), run('c', 3, 'n')], 'ac'],
  ['two of one model where there is no other', [run('a', 1, 'm'), run('b', 2, 'm'), run('c', 3, 'm')], 'bc'],
  ['none where only one has results', [run('a', 1, 'm'), run('b', 2, 'n', 'running')], '']
])('begin with %s', (_, runs, expected) => {
  expect(ids(firstCompared(runs))).toBe(expected)
})
