import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { expectDefect } from '../defects/watched.ts'
import { temporaryFolder } from '../../testing/recordings.ts'
import { writeRoadVideo, writeSmallModel } from '../../testing/smallDrive.ts'

const root = resolve(import.meta.dirname, '../..')
const Told = z.object({ error: z.string(), diagnostics: z.string(), revealed: z.string() })

it('a job that dies on the desktop leaves its last words in the log, and the person is led there', async () => {
  expectDefect(/A job \(.*\) failed: .*fell over its own feet/s)
  using work = temporaryFolder()
  const home = join(work.path, 'home')
  const data = join(home, 'data')
  mkdirSync(home)
  const drive = writeRoadVideo(work.path, 40)
  const model = await writeSmallModel(work.path)
  const desk = spawnSync(
    'node',
    [
      '--import',
      new URL('fake/register.mjs', import.meta.url).href,
      join(import.meta.dirname, 'fake/deskOfDyingJob.ts'),
      data,
      drive,
      model
    ],
    { cwd: root, encoding: 'utf8', timeout: 110_000, env: { ...process.env, HOME: home } }
  )
  expect(desk.status, desk.stderr).toBe(0)
  const { error, diagnostics, revealed } = Told.parse(JSON.parse(desk.stdout.trim().split('\n').at(-1) ?? ''))

  expect(error).toMatch(/^The analysis process ended unexpectedly .* at frames 0 to 31; .* Lanegaze's log says more\.$/)
  expect(revealed).toBe(join(data, 'log/lanegaze.log'))
  const words =
    /error desktop \d+ {2}The process of run \w+ ended \(.*\) at frames 0 to 31\. It printed last:\n[^]*fell over its own feet, in ~\/engine\.so\n/
  expect(readFileSync(revealed, 'utf8')).toMatch(words)
  expect(readFileSync(revealed, 'utf8')).toContain('the engine begins')
  expect(diagnostics).toMatch(words)
  expect(diagnostics).toContain('Data folder: ~/data')
  expect(diagnostics).not.toContain(home)
})
