import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { takePicture } from '../../sample/corridor/picture/picture.ts'
import { OWN } from '../../sample/corridor/world/section.ts'
import { createWorld } from '../../sample/corridor/world/world.ts'
import { createLaneWatcher } from '../../src/main/analysis/laneWatcher.ts'
import { disagreement } from '../../src/main/engine/agree.ts'
import { availableEngines, createEngine, referenceEngine } from '../../src/main/engine/engines.ts'
import { corridorInput } from '../../src/main/lanes/corridorInput.ts'
import { overlapOf, shapeOf, shapePolygon } from '../../src/main/lanes/corridorShape.ts'
import { maskLane } from '../../src/main/lanes/labels/maskLane.ts'
import { openModel } from '../../src/main/model/open.ts'

const folder = fileURLToPath(new URL('../../resources/corridor/', import.meta.url))
const size = { width: 320, height: 180 }

/** A car that keeps to its lane, on roads that nobody trained on. */
const pictures = Array.from({ length: 12 }, (_, i) => {
  const plain = { looks: true, cameras: false, weather: false, damage: false }
  const world = { ...createWorld(`test ${i}`, plain), things: [], walls: [] }
  const lane = world.look.section.lanes[0]!
  const view = { s: world.look.unit * 12, d: (lane.from + lane.to) / 2, turn: 0, pitch: 0, roll: 0 }
  const { rgb, shows } = takePicture(world, view, size, '0')
  const isBare = world.look.section.bare
  return { rgb, isBare, lane: maskLane({ ...size, data: shows.map((value) => Number(value === OWN)) })!.polygon }
}).filter(({ isBare }) => !isBare)

describe('the corridor network that comes with Lanegaze', () => {
  it('is no larger than 1.5 MB', () => {
    expect(statSync(`${folder}weights.bin`).size).toBeLessThan(1.5e6)
  })

  it('says the same on every engine', async () => {
    const { graph } = await openModel(`${folder}model.json`)
    const input = new Float32Array(4 * 160 * 96 * 3)
    const toInput = corridorInput(size.width, size.height)
    for (let i = 0; i < 4; i++) toInput(pictures[i]!.rgb, input, i * 160 * 96 * 3)
    const answers = new Map<string, Record<string, Float32Array>>()
    for (const id of new Set([...(await availableEngines()), referenceEngine()])) {
      const engine = await createEngine(id)
      answers.set(id, await (await engine.load(graph)).run(input, 4))
      engine.dispose()
    }
    const believed = answers.get(referenceEngine())!
    for (const answer of answers.values())
      for (const name of ['places', 'whole']) expect(disagreement(answer[name]!, believed[name]!)).toBeLessThan(1e-4)
  })

  it('finds the own lane or track of worlds that it has not seen', async () => {
    const watcher = createLaneWatcher(size)
    const seen = await watcher.see(pictures.map(({ rgb }) => rgb))
    watcher.dispose()
    const overlaps = seen.map(({ corridor }, i) => {
      const shape = shapeOf(corridor!)
      return overlapOf(shape && shapePolygon(shape, 0), pictures[i]!.lane)
    })
    const median = overlaps.toSorted((a, b) => a - b)[overlaps.length >> 1]!
    expect(median, overlaps.map((value) => value.toFixed(2)).join(' ')).toBeGreaterThan(0.9)
  })
})
