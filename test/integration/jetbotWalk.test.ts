import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inspection, Model } from '../../src/shared/api.ts'
import type { HeadCurves } from '../../src/shared/headCurves.ts'
import type { SteeringHead } from '../../src/shared/steeringHead.ts'
import { correlation } from '../../src/shared/correlation.ts'
import type { App } from '../../src/main/app.ts'
import { ask, failure, ok, startApp } from '../fixtures/askedApp.ts'
import { asX, asY, jetbotTargets, writeJetbotDrive, writeJetbotModel } from '../fixtures/jetbotDrive.ts'
import { runCommand, type Ran } from '../fixtures/runCommand.ts'

const FRAMES = 48
const targets = jetbotTargets(FRAMES).map(({ column, row }) => ({ x: asX(column), y: asY(row) }))
/** As JetBot's notebook works it out, to the left. */
const angles = targets.map(({ x, y }) => -Math.atan2(x, (0.5 - y) / 2))

let folder: string
let drive: string
let model: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-jetbot-'))
  drive = join(folder, 'drive')
  writeJetbotDrive(drive, FRAMES)
  model = await writeJetbotModel(join(folder, 'best_steering_model_xy.onnx'))
})
afterAll(() => rm(folder, { recursive: true }))

const lanegaze = (...words: string[]): Promise<Ran> => runCommand(...words, '--data-dir', join(folder, 'data'))
const analysed = async (...words: string[]) => {
  const ran = await lanegaze(
    'analyze',
    drive,
    '--model',
    model,
    '--method',
    'gradient',
    '--engine',
    'tf-wasm',
    '--json',
    ...words
  )
  expect(ran.err + ran.out).toMatch(/"run"/)
  return JSON.parse(ran.out) as { run: string; frames: number; findings: { correlation: number } }
}
const table = async (run: string): Promise<Record<string, string>[]> => {
  const out = join(folder, `${run}.csv`)
  expect((await lanegaze('export', run, '--format', 'csv', '--out', out)).status).toBe(0)
  return parse(await readFile(out, 'utf8'), { columns: true })
}

test('info names the outputs, and what steering they may be', async () => {
  const { out } = await lanegaze('info', model)
  expect(out).toMatch(/output +xy \[2\] \(head: preset=number\|.*jetracer\|jetbot/)
  const found = JSON.parse((await lanegaze('info', model, '--json')).out) as Inspection
  expect(found).toMatchObject({ what: 'model', outputs: [{ name: 'xy', shape: [2] }] })
})

test('the number x steers as the pictures were labelled, without a word', async () => {
  const { run, frames, findings } = await analysed()
  expect(frames).toBe(FRAMES)
  expect(findings.correlation).toBeGreaterThan(0.9999)
  const rows = await table(run)
  rows.forEach((row, frame) => {
    expect(Number(row['steering_predicted'])).toBeCloseTo(-targets[frame]!.x, 4)
    expect(Number(row['steering_recorded'])).toBeCloseTo(-targets[frame]!.x, 5)
  })
})

test("the direction to the target is what JetBot's notebook works out, in another run that says so", async () => {
  const before = await analysed()
  const { run, findings } = await analysed('--head', 'preset=jetbot')
  expect(run).not.toBe(before.run)
  expect(findings.correlation).toBeCloseTo(
    correlation(
      angles,
      targets.map(({ x }) => -x)
    )!,
    4
  )
  const rows = await table(run)
  rows.forEach((row, frame) => {
    expect(Number(row['steering_predicted'])).toBeCloseTo(angles[frame]!, 4)
    expect(row['steering_predicted_is']).toBe(
      'the direction to the target, atan2(x, (0.5 - y) / 2) with x = xy[0] and y = xy[1] (rad)'
    )
  })
  const report = join(folder, 'report.html')
  await lanegaze('export', run, '--format', 'html', '--out', report)
  expect(await readFile(report, 'utf8')).toMatch(/Steering \(radians; up is left\)/)

  // The head is kept with the model, and what it was before gives the run from before again.
  expect((await analysed()).run).toBe(run)
  expect((await analysed('--head', 'index=0', '--head', 'unit=normalised')).run).toBe(before.run)
})

test.each<[string, string[], RegExp]>([
  [
    'a preset that does not fit',
    ['preset=openpilot-plan'],
    /does not fit the output 'xy' \[2\]; choose one of number, /
  ],
  ['an output that there is not', ['preset=jetbot', 'output=angle'], /no output 'angle'.*takes xy/],
  ['a number that there is not', ['index=2'], /--head is wrong at 'index': the output 'xy' gives 2 numbers/],
  ['another unit of an angle', ['preset=jetbot', 'unit=m'], /--head is wrong at 'unit': .* rad or deg/],
  [
    'a number of what is worked out that there is not',
    ['preset=jetbot', 'of.y.index=7'],
    /--head is wrong at 'of\.y': .*number 7/
  ],
  [
    'a trajectory that goes back',
    ['of.as=offset', 'of.after=1.5', 'of.first=0', 'of.stride=1', 'of.times=[2,1]'],
    /--head is wrong at 'of\.times': each point is later/
  ],
  ['half of an expression', ['of.as=difference'], /--head is wrong at 'of\.plus'/]
])('%s is refused by its field', async (_, given, sentence) => {
  const { status, err } = await lanegaze('analyze', drive, '--model', model, ...given.flatMap((one) => ['--head', one]))
  expect([status, err.trim()]).toEqual([1, expect.stringMatching(sentence)])
})

test('the search finds where in the output the steering is', async () => {
  const other = await writeJetbotModel(join(folder, 'other.onnx'))
  const head = { output: 'xy', index: 1, unit: 'normalised', positive: 'left' }
  const { recipe } = (JSON.parse((await lanegaze('info', other, '--json')).out) as Inspection & { model: Model }).model
  await writeFile(`${other}.recipe.json`, JSON.stringify({ recipe, head }))
  const asked = ['recipe', drive, '--model', other, '--data-dir', join(folder, 'search')]
  const { out } = await runCommand(...asked)
  expect(out).toMatch(/^Steering is better taken from xy\[0\]\. .* fits best: r = 1\.00/)
  const found = JSON.parse(/^recipe: (.*)$/m.exec(out)![1]!) as { head: SteeringHead }
  expect(found.head).toEqual({ ...head, index: 0, positive: 'right' })
})

test('the page is given a curve for each meaning, beside the recorded steering', async () => {
  const app: App = await startApp(join(folder, 'page'))
  try {
    const { id: driveId } = await ok<{ id: string }>(ask(app, 'POST', '/api/drives', { path: drive }))
    const { id, recipe, head } = await ok<Model>(ask(app, 'POST', '/api/models', { path: model }))
    expect(await ok(ask(app, 'GET', `/api/models/${id}/outputs`))).toEqual([{ name: 'xy', shape: [2] }])
    const of = { as: 'target', x: { index: 0 }, y: { index: 1 } }
    const jetbot = { output: 'xy', unit: 'deg', positive: 'right', of }
    const question = { driveId, recipe, heads: [jetbot, head] }
    const { frames, recorded, curves } = await ok<HeadCurves>(
      ask(app, 'POST', `/api/models/${id}/head-curves`, question)
    )
    expect(frames).toEqual(Array.from({ length: FRAMES }, (_, i) => i))
    expect(recorded).toMatchObject({ name: 'x', unit: 'normalised' })
    curves[0]!.values.forEach((value, i) => expect(value).toBeCloseTo((angles[i]! * 180) / Math.PI, 2))
    expect(curves[1]!.correlation).toBeGreaterThan(0.9999)
    expect(curves[0]!.correlation).toBeCloseTo(correlation(curves[0]!.values, recorded!.values)!, 6)
    const wrong = { ...question, heads: [{ ...jetbot, of: { ...of, y: { index: 2 } } }] }
    expect(await failure(ask(app, 'POST', `/api/models/${id}/head-curves`, wrong))).toMatchObject({
      status: 400,
      error: expect.stringMatching(/head\.of\.y/)
    })
  } finally {
    await app.close()
  }
})
