import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseDriveSize, writeCaseDrive } from '../cases/caseDrive.ts'
import { writeOpenpilotModel } from '../fixtures/openpilotModel.ts'
import { runCommand, type Ran } from '../fixtures/runCommand.ts'

let folder: string
let drive: string
let model: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-openpilot-'))
  drive = join(folder, 'drive')
  writeCaseDrive(drive)
  model = await writeOpenpilotModel(join(folder, 'supercombo.onnx'))
})
afterAll(() => rm(folder, { recursive: true }))

const lanegaze = (...words: string[]): Promise<Ran> => runCommand(...words, '--data-dir', join(folder, 'data'))
async function analysed(...words: string[]): Promise<{ run: string; frames: number; warnings: string[] }> {
  const { out, err } = await lanegaze('analyze', drive, '--model', model, '--method', 'gradient', '--json', ...words)
  expect(err + out).toMatch(/"run"/)
  return JSON.parse(out) as { run: string; frames: number; warnings: string[] }
}

async function exported(run: string, format: 'csv' | 'npy'): Promise<Buffer> {
  const out = join(folder, `${run}.${format}`)
  expect((await lanegaze('export', run, '--format', format, '--out', out)).status).toBe(0)
  return readFile(out)
}

test('info says how its inputs are read, and what its output may be', async () => {
  const { out } = await lanegaze('info', model)
  expect(out).toMatch(
    /reading +input_imgs, channels 1 to 6: 1 frame before, .*big_input_imgs, channels 7 to 12: the same picture/
  )
  expect(out).toMatch(/choice +reading: as=yuv-frames in=input_imgs, as=yuv-frames in=big_input_imgs/)
  expect(out).toMatch(
    /steering +the lateral offset after 2 s of the trajectory in outputs, 33 points .*, m, positive is right/
  )
  expect(out).toMatch(/output +outputs \[6512\] \(head: preset=.*openpilot-plan\|/)
})

test('it is analysed with the lateral offset as steering, in metres, and maps of the frame at hand', async () => {
  const { run, frames, warnings } = await analysed()
  expect(frames).toBe(caseDriveSize.frames)
  expect(warnings.join('\n')).toMatch(/'features_buffer'.*held at 0/)
  const rows = parse<Record<string, string>>(await exported(run, 'csv'), { columns: true })
  const steering = rows.map((row) => Number(row['steering_predicted']))
  expect(new Set(steering).size).toBe(frames)
  expect(rows[0]!['steering_predicted_is']).toMatch(/^the lateral offset after 2 s .* likeliest of 5 \(m\)$/)
  const maps = await exported(run, 'npy')
  expect(maps.subarray(0, 128).toString('latin1')).toContain(`(${frames}, 256, 512)`)
}, 180_000)
