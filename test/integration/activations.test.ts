import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { featureMaps } from '../../src/main/analysis/featureMaps.ts'
import { openModel } from '../../src/main/model/open.ts'
import { mapLayers } from '../../src/main/saliency/featureMaps.ts'
import { openBench, type Bench } from '../fixtures/analysisBench.ts'
import { writeRoadPictures, writeSmallModel } from '../../testing/smallDrive.ts'

let folder: string
let bench: Bench
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanegaze-activations-'))
  bench = openBench(join(folder, 'data'))
})
afterAll(async () => {
  await bench.close()
  rmSync(folder, { recursive: true, force: true })
})

it("a layer's maps of a frame are there before anything is analysed", async () => {
  const model = await writeSmallModel(join(folder, 'model'))
  const { id } = await bench.prepare(writeRoadPictures(join(folder, 'drive'), 5), model)
  const { graph } = await openModel(model)
  const [layer] = mapLayers(graph)
  const never = new AbortController().signal
  const [one, other] = [await featureMaps(bench, id, 1, layer!, never), await featureMaps(bench, id, 4, layer!, never)]
  expect(one.shape).toEqual(graph.nodes.find((node) => node.id === layer)!.shape)
  expect(one.values).toHaveLength(one.shape[0] * one.shape[1] * one.shape[2])
  expect(one.values.some((value) => value > 0)).toBe(true)
  expect(other.values).not.toEqual(one.values)
  await expect(featureMaps(bench, id, 5, layer!, never)).rejects.toThrow('The drive has no frame 5.')
  await expect(featureMaps(bench, id, 1, 'nothing', never)).rejects.toThrow("no layer 'nothing'")
})
