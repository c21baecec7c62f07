import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Comparison } from '../../src/shared/api.ts'
import type { AnalyzeResult } from '../../src/main/hosts/cli/analyze.ts'
import {
  shortDriveFrames as frames,
  writeShortDrive,
  writeShortDriveModel,
  type ShortDrive
} from '../fixtures/shortDrive.ts'

const program = join(import.meta.dirname, '../../src/main/hosts/cli/cli.ts')
let folder: string
let files: ShortDrive

interface Ended {
  status: number | null
  out: string
  err: string
}

function start(args: string[]) {
  const env = { ...process.env, LANEGAZE_DATA_DIR: join(folder, 'data'), NODE_NO_WARNINGS: '1' }
  // A process group of its own, as a shell gives each command: Ctrl+C reaches all of it.
  const child = spawn(process.execPath, [program, ...args], { env, cwd: folder, detached: true })
  const ended: Ended = { status: null, out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.err += text))
  const end = once(child, 'close').then(([status]: (number | null)[]) => ({ ...ended, status: status ?? null }))
  return { child, end, ended }
}

const lanegaze = (...args: string[]): Promise<Ended> => start(args).end

async function analyzed(...args: string[]): Promise<AnalyzeResult> {
  const { status, out, err } = await lanegaze('analyze', files.video, '--model', files.model, ...args, '--json')
  expect(err).not.toMatch(/Error/)
  expect(status, err).toBe(0)
  return JSON.parse(out) as AnalyzeResult
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-cli-'))
  files = await writeShortDrive(join(folder, 'recordings'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('wrong usage ends with status 2', () => {
  it.each(['', 'analyse', 'info', 'analyze x', 'export x --format pdf --out y'])("'%s'", async (line) => {
    const { status, out, err } = await lanegaze(...line.split(' ').filter((word) => word !== ''))
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/^[^\n]+\.\n'lanegaze help' shows how it is called\.\n$/)
  })
})

it('helps, and tells its version', async () => {
  expect(await lanegaze('help')).toMatchObject({ status: 0, out: expect.stringContaining('analyze RECORDING') })
  expect((await lanegaze('version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it('ends quietly where nobody reads what it says', async () => {
  const { child, end } = start(['info', files.video, '--json'])
  child.stdout.destroy()
  expect(await end).toMatchObject({ status: 0, err: '' })
})

describe('info', () => {
  it('tells what a recording is', async () => {
    const { status, out } = await lanegaze('info', files.video, '--signals', files.signals, '--json')
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      what: 'recording',
      recording: { kind: 'video', width: 160, height: 80, rate: 10 }
    })
    expect((await lanegaze('info', files.video)).out).toMatch(/160x80.*10 a second/)
  })

  it('tells what a model is', async () => {
    const { status, out } = await lanegaze('info', files.model, '--json')
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ what: 'model', model: { format: 'keras-h5', input: [16, 32, 3] } })
    expect((await lanegaze('info', files.model)).out).toMatch(/a steering model, Keras \(\.h5\)\n.*conv_2/s)
  })
})

describe('what cannot be used ends with status 1 and one sentence', () => {
  const broken: [string, (path: string) => Promise<unknown>, RegExp][] = [
    ['nothing', async () => undefined, /nothing/],
    ['a text as a video', (path) => writeFile(path, 'hello '.repeat(1000)), /not a video/],
    [
      'a video cut short',
      async (path) => {
        await copyFile(files.video, path)
        await truncate(path, 600)
      },
      /cut short/
    ],
    [
      'a .h5 cut short',
      async (path) => {
        await copyFile(files.model, path)
        await truncate(path, Math.floor((await stat(path)).size / 2))
      },
      /cut|truncated|damaged|incomplete/
    ],
    ['a model with an unknown layer', (path) => writeShortDriveModel(path, { layerKind: 'CapsuleConv' }), /CapsuleConv/]
  ]
  it.each(broken)('%s', async (name, make, says) => {
    const path = join(folder, name.replace(/\W+/g, '-'))
    await make(path)
    const { status, out, err } = await lanegaze('info', path, '--json')
    expect([status, out]).toEqual([1, ''])
    expect(err.trim().split('\n').at(-1)).toMatch(says)
  })

  it('a run that is not there', async () => {
    const out = join(folder, 'x.csv')
    const { status, err } = await lanegaze('export', 'nope', '--format', 'csv', '--out', out)
    expect([status, err]).toEqual([1, expect.stringContaining("There is no run 'nope'")])
    await expect(stat(out)).rejects.toThrow('ENOENT')
  })

  it('a recipe that is not JSON', async () => {
    const recipe = join(folder, 'recipe.json')
    await writeFile(recipe, '{')
    const { status, err } = await lanegaze('analyze', files.video, '--model', files.model, '--recipe', recipe)
    expect([status, err]).toEqual([1, expect.stringContaining('This is not a JSON file')])
  })
})

describe('analyze', () => {
  let first: AnalyzeResult

  it('prints one JSON document, and nothing else there', async () => {
    first = await analyzed('--signals', files.signals, '--lanes', files.lanes, '--engine', 'tf-wasm')
    expect(first).toMatchObject({ frames, engine: 'tf-wasm', method: 'gradient' })
    expect(Object.keys(first)).toEqual([
      'run',
      'frames',
      'seconds',
      'framesPerSecond',
      'engine',
      'method',
      'methodLabel',
      'verdict',
      'head',
      'steering',
      'of',
      'findings',
      'events',
      'untold',
      'warnings'
    ])
    expect(first.framesPerSecond).toBeGreaterThan(0)
    for (const event of first.events)
      expect(Object.keys(event)).toEqual(['kind', 'first', 'last', 'worst', 'severity', 'reason'])
  })

  it('gives the same run at once when it is asked again', async () => {
    const again = await analyzed('--signals', files.signals)
    expect(again).toMatchObject({ run: first.run, frames, framesPerSecond: null, events: first.events })
    expect(again.seconds).toBeLessThan(1)
  })

  it('makes another run with another method, side of steering or recipe', async () => {
    const left = await analyzed('--signals', files.signals, '--method', 'gradient', '--explain', 'left')
    expect(left.run).not.toBe(first.run)
    const recipe = join(folder, 'whole.json')
    const { recipe: crop } = JSON.parse(await readFile(`${files.model}.recipe.json`, 'utf8')) as { recipe: object }
    await writeFile(recipe, JSON.stringify({ ...crop, crop: null }))
    const whole = await analyzed('--signals', files.signals, '--recipe', recipe)
    expect([first.run, left.run]).not.toContain(whole.run)
    expect(whole.frames).toBe(frames)
  })

  it('says it in words for people, with progress on standard error', async () => {
    const { status, out, err } = await lanegaze(
      'analyze',
      files.video,
      '--model',
      files.model,
      '--method',
      'visual-backprop'
    )
    expect(status).toBe(0)
    expect(out).toMatch(/^40 frames by visual-backprop/)
    expect(out).not.toContain('worst frame')
    expect(out.match(/VisualBackProp is for looking: .*It raises no events by itself; use Gradient/g)).toHaveLength(1)
    expect(out).toMatch(/lanegaze export [0-9a-f]{16} --format html/)
    expect(err).toMatch(/analysing: \d+ of \d+ frames|scoring/)
  })

  it.each(['html', 'csv', 'npy'])('is exported as %s, whole or not at all', async (format) => {
    const out = join(folder, `run.${format}`)
    const { status, err } = await lanegaze('export', first.run, '--format', format, '--out', out)
    expect(status, err).toBe(0)
    expect((await stat(out)).size).toBeGreaterThan(1000)
    const nowhere = await lanegaze('export', first.run, '--format', format, '--out', join(folder, 'no/such/folder/x'))
    expect([nowhere.status, nowhere.err]).toEqual([1, expect.stringContaining('cannot be written')])
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

describe('compare', () => {
  it('prints one JSON document of the runs of a drive', async () => {
    const one = await analyzed('--signals', files.signals)
    const other = await analyzed('--signals', files.signals, '--method', 'grad-cam')
    const { status, out, err } = await lanegaze('compare', one.run, other.run)
    expect(status, err).toBe(0)
    const { runs, pairs, ...whole } = JSON.parse(out) as Comparison
    expect(whole).toMatchObject({ frames, driveName: expect.stringContaining('short') })
    expect(runs.map(({ id, methodLabel }) => [id, methodLabel])).toEqual([
      [one.run, 'Gradient'],
      [other.run, 'Grad-CAM']
    ])
    // The same model steers the same whatever explains it.
    expect(pairs).toMatchObject([{ a: one.run, b: other.run, steering: { frames, moments: [] } }])
    expect(pairs[0]!.steering!.largest).toBeLessThan(1e-5)
  })

  it.each([
    ['a run that is not there', ['nope', 'nope2'], /^There is no run 'nope' in the library\./],
    ['one run twice', ['nope', 'nope'], /^'runs' is wrong: must not name a run twice\./]
  ])('refuses %s in one sentence', async (_, runs, says) => {
    const { status, out, err } = await lanegaze('compare', ...runs)
    expect([status, out]).toEqual([1, ''])
    expect(err).toMatch(says)
  })
})

it('stops at an interruption and says how to go on', async () => {
  const { child, end, ended } = start([
    'analyze',
    files.video,
    '--model',
    files.model,
    '--data-dir',
    join(folder, 'interrupted')
  ])
  while (!/analysing/.test(ended.err)) await once(child.stderr, 'data')
  process.kill(-child.pid!, 'SIGINT')
  const { status, out, err } = await end
  // Forty frames may all be done before the signal arrives.
  if (status === 0) return
  expect([status, out]).toEqual([1, ''])
  expect(err).toMatch(/Stopped after \d+ of \d+ frames; the same command goes on from there\.\n$/)
})

it('serves until it is told to stop', async () => {
  const { child, end, ended } = start(['serve', '--port', '0'])
  while (!ended.out.includes('\n')) await once(child.stdout, 'data')
  const address = /Lanegaze is at (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)\n/.exec(ended.out)![1]!
  const entry = await fetch(address, { redirect: 'manual' })
  expect(entry.status).toBe(303)
  const cookie = entry.headers.get('set-cookie')!.split(';')[0]!
  const drives = (await (await fetch(new URL('/api/drives', address), { headers: { cookie } })).json()) as {
    name: string
  }[]
  expect(drives.map(({ name }) => name).join()).toContain('short')
  child.kill('SIGTERM')
  expect((await end).status).toBe(0)
})
