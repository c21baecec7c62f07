import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeJetbotDrive, writeJetbotModel } from '../fixtures/jetbotDrive.ts'
import { runCommand, type Ran } from '../fixtures/runCommand.ts'

let folder: string
let drive: string
let model: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-head-'))
  drive = join(folder, 'drive')
  writeJetbotDrive(drive, 12)
  model = await writeJetbotModel(join(folder, 'pilot.onnx'))
})
afterAll(() => rm(folder, { recursive: true }))

const lanegaze = (...words: string[]): Promise<Ran> => runCommand(...words, '--data-dir', join(folder, 'data'))
const analysed = (...words: string[]): Promise<Ran> => lanegaze('analyze', drive, '--model', model, ...words)

describe('what is wrong with a head is said before anything is analysed', () => {
  test.each([
    [['indx=1'], /--head is wrong: there is no 'indx', but output, index, unit, positive, bins, of\./],
    [['index=0', 'positve=left'], /--head is wrong: there is no 'positve', but/],
    [['foo=1'], /there is no 'foo'/],
    [['bins.form=-1', 'bins.to=1'], /there is no 'form', but from, to|'bins\.from'/],
    [
      ['of.after=1.5'],
      /wrong at 'of\.as': 'as' is one of difference, .*target; begin with a preset, such as preset=.*jetbot/
    ],
    [['index=5'], /^--head is wrong at 'index': the output 'xy' gives 2 numbers\./],
    [['output=zzz'], /^--head is wrong at 'output': the model has the outputs xy\./],
    [['output=7'], /^--head is wrong at 'output': the model has the outputs xy\./]
  ])('--head %s', async (given, sentence) => {
    const { status, err } = await analysed(...given.flatMap((one) => ['--head', one]))
    expect(err).toMatch(sentence)
    expect(status).toBe(1)
  })

  test('a recipe file is refused alike', async () => {
    const head = { output: 'xy', index: 0, unit: 'normalised', positive: 'right' }
    const recipe = { version: 2, crop: null, scale: { multiply: 1, add: 0 }, afterResizing: [] }
    const resize = { width: 64, height: 48, filter: 'bilinear' }
    const file = join(folder, 'given.json')
    for (const [given, sentence] of [
      [{ recipe: { ...recipe, resize }, head }, /there is no 'afterResizing', but version, crop, beforeResize/],
      [{ recipe: { version: 2, crop: null, resize, scale: { times: 1, multiply: 1, add: 0 } }, head }, /no 'times'/],
      [{ recipe: { version: 2, crop: null, resize, scale: recipe.scale }, haed: head }, /no 'haed', but recipe, head/],
      [
        { recipe: { version: 2, crop: null, resize, scale: recipe.scale }, head: { ...head, index: 2 } },
        /What is said of 'pilot\.onnx' is wrong at 'head\.index'/
      ]
    ] as const) {
      await writeFile(file, JSON.stringify(given))
      const { status, err } = await analysed('--recipe', file)
      expect(err).toMatch(sentence)
      expect(status).toBe(1)
    }
  })
})

test('what is explained is said, and what was set is what info shows', async () => {
  const given = ['--head', 'preset=jetbot', '--method', 'gradient', '--engine', 'tf-wasm']
  const { out } = await analysed(...given)
  const said = 'the direction to the target, atan2(x, (0.5 - y) / 2) with x = xy[0] and y = xy[1]'
  expect(out).toContain(`  steering    ${said}, rad, positive is right\n`)
  const { head, steering } = JSON.parse((await analysed(...given, '--json')).out) as Record<string, unknown>
  expect(head).toMatchObject({ output: 'xy', of: { as: 'target' } })
  expect(steering).toBe(said)

  expect((await lanegaze('info', model)).out).toContain(`  steering    ${said}, rad, positive is right (set by hand)\n`)
  const elsewhere = await runCommand('info', model, '--data-dir', join(folder, 'other'))
  expect(elsewhere.out).toContain(
    'steering    xy[0], normalised, positive is right (guessed: the only output, the first'
  )
})
