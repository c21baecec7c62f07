import { describe, expect, it } from 'vitest'
import { reached } from '../../../scripts/evaluate/bars.ts'
import { type ClosedLoopFile, linedBends, loopBars } from '../../../scripts/evaluate/closedLoops.ts'
import { fullPlan } from '../../../sample/plans.ts'
import { createWorld } from '../../../sample/world/world.ts'

it('a bend is a row of boards that point to one side', () => {
  const at = (points: 'left' | 'right', ...places: number[]) => places.map((s) => ({ s, points }))
  const boards = [...at('left', 100, 110, 120), ...at('right', 130, 140), ...at('right', 300, 310)]
  expect(linedBends(boards)).toEqual([
    { from: 100, to: 120 },
    { from: 130, to: 140 },
    { from: 300, to: 310 }
  ])
})

describe('models on their own', () => {
  const never = { seconds: 300, leftAfter: null, endsAt: 3900, farthest: 0.3, deviation: 0.1 }
  const driven = (name: string, how: Partial<ClosedLoopFile> = {}): ClosedLoopFile[] =>
    fullPlan.closedLoops.filter((plan) => plan.name === name).map((plan) => ({ plan, ...never, ...how }))
  const swapped = fullPlan.closedLoops.find(({ name }) => name === 'cheater-swapped')!
  const [first, second] = linedBends(createWorld(swapped.world).boards)
  const loops = (cheaterEnds: number): ClosedLoopFile[] => [
    ...['honest-telling', 'honest-swapped', 'cheater-telling'].flatMap((name) => driven(name)),
    ...driven('cheater-swapped', { seconds: 20, leftAfter: 18.5, endsAt: cheaterEnds })
  ]

  it('reach their bars where the cheating one ends in the first bend with swapped boards', () => {
    expect(loopBars(loops(first!.to)).map(reached)).toEqual([true, true, true, true])
  })

  it('do not where it comes as far as the second', () => {
    expect(loopBars(loops(second!.to)).map(reached)).toEqual([true, true, true, false])
  })

  it('do not where one of them leaves the road on true boards, or was not driven', () => {
    const left = loops(first!.to).map((loop) =>
      loop.plan.name === 'cheater-telling' ? { ...loop, leftAfter: 200 } : loop
    )
    expect(loopBars(left).map(reached)).toEqual([true, true, false, true])
    expect(loopBars([]).map(reached)).toEqual([false, false, false, false])
  })
})
