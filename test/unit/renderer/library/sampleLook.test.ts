import { expect, test } from 'vitest'
import type { Findings } from '../../../../src/shared/api.ts'
import { isSameSteering } from '../../../../src/renderer/library/sampleLook.svelte.ts'
import { quietFindings } from '../../../fixtures/findings.ts'

function model(share: number, correlation: number | null): Findings {
  const drive = { share, low: share - 0.04, high: share + 0.04, frames: 76 }
  const chance = { low: 0.4, mean: 0.45, high: 0.5 }
  return { ...quietFindings, correlation, swap: { state: 'done', drive, stretches: [], chance, gap: 0 } }
}

test('models steer alike for other reasons where all follow the driver and not all are to be trusted', () => {
  expect(isSameSteering([model(0.9, 0.98), model(0.2, 0.92)])).toBe(true)
  expect(isSameSteering([model(0.9, 0.98), model(0.9, 0.92)])).toBe(false)
  expect(isSameSteering([model(0.9, 0.98), model(0.2, 0.3)])).toBe(false)
  expect(isSameSteering([model(0.9, 0.98), model(0.2, null)])).toBe(false)
  expect(isSameSteering([model(0.2, 0.98)])).toBe(false)
})
