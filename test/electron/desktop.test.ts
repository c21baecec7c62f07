import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { writeRoadVideo, writeSmallModel } from '../../testing/smallDrive.ts'

/**
 * The built main, preload and renderer run together on a stand-in for Electron that is backed by Chromium. What only
 * Electron itself can show (its sandbox, its menus, its own loading of the preload) is left to electron.spec.ts.
 */
const Report = z.object({
  asked: z.array(z.object({ what: z.string(), with: z.unknown() })),
  fetched: z.object({ status: z.number(), csp: z.string().nullable() }),
  host: z.object({ keys: z.array(z.string()), kind: z.string(), node: z.boolean(), dropped: z.string() }),
  chosen: z.string().nullable(),
  stranger: z.string(),
  navigation: z.boolean(),
  webview: z.boolean(),
  opened: z.string(),
  run: z.object({ state: z.string(), done: z.number(), total: z.number() })
})

const root = resolve(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'lanegaze-desktop-'))
let drive: string
let report: z.infer<typeof Report>

beforeAll(async () => {
  drive = writeRoadVideo(work, 40)
  const model = await writeSmallModel(work)
  const desk = spawnSync(
    'node',
    [
      '--import',
      new URL('fake/register.mjs', import.meta.url).href,
      join(import.meta.dirname, 'fake/desk.ts'),
      join(work, 'data'),
      drive,
      model
    ],
    { cwd: root, encoding: 'utf8', timeout: 110_000 }
  )
  expect(desk.status, desk.stderr).toBe(0)
  report = Report.parse(JSON.parse(desk.stdout.trim().split('\n').at(-1) ?? ''))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const what = (name: string): unknown[] => report.asked.filter((each) => each.what === name).map((each) => each.with)

describe('the desktop host', () => {
  it('opens one sandboxed, isolated window on its own scheme', () => {
    expect(what('enableSandbox')).toHaveLength(1)
    expect(what('registerSchemesAsPrivileged')).toEqual([
      [{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }]
    ])
    expect(what('BrowserWindow')).toMatchObject([
      { webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false } }
    ])
    expect(what('loadURL')).toEqual(['app://lanegaze/'])
  })

  it('grants no permission, no navigation, no window and no webview', () => {
    expect(what('permission request')).toEqual([false])
    expect(what('permission check')).toEqual([false])
    expect(what('device permission')).toEqual([false])
    expect({ navigation: report.navigation, webview: report.webview, opened: report.opened }).toEqual({
      navigation: true,
      webview: true,
      opened: 'deny'
    })
  })

  it('gives the page the host bridge and nothing of Node', () => {
    expect(report.host).toEqual({
      keys: ['kind', 'openDialog', 'pathOf', 'reveal'],
      kind: 'desktop',
      node: false,
      dropped: '/dropped/road.mp4'
    })
    expect(report.chosen).toBe(drive)
    expect(report.stranger).toBe('refused')
  })

  it('asks for models by what they are called, and for any file of a drive', () => {
    const extensions = ['onnx', 'h5', 'hdf5', 'json', 'pth', 'pt', 'pt2', 'keras', 'tflite', 'pb']
    const models = { name: 'Models', extensions }
    const [forDrive, forModel] = what('showOpenDialog')
    expect(forDrive).not.toHaveProperty('filters')
    expect(forModel).toMatchObject({ filters: [models, { name: 'All files', extensions: ['*'] }] })
  })

  it('answers the page with the app, under a strict policy', () => {
    expect(report.fetched.status).toBe(200)
    expect(report.fetched.csp).toContain("default-src 'none'")
    expect(report.fetched.csp).not.toContain("script-src 'unsafe")
  })

  it('analyses a drive in a utility process', () => {
    // Those of the sample come first.
    expect(what('utilityProcess.fork').at(-1)).toMatchObject({ file: join(root, 'out/main/job.js') })
    expect(report.run).toEqual({ ...report.run, state: 'finished', done: 40, total: 40 })
  })
})
