import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { App } from '../../src/main/app.ts'
import type { Drive, Model } from '../../src/shared/api.ts'
import { ask, ok, startApp } from '../fixtures/askedApp.ts'
import { fixtureName, fixtureNames, madeAt, unpack, versionsOf } from '../fixtures/libraries/packed.ts'
import { files } from '../fixtures/libraries/recordings.ts'
import { signalSettings, whatItSays } from '../fixtures/libraries/whatItSays.ts'

/** What was said by the app that made a fixture; what is said now may be more. */
const Expected = z.object({ said: z.looseObject({}), signalSettings: z.array(z.looseObject({})) })

describe.each(fixtureNames())('the library of %s', (name) => {
  let folder: string
  let expected: z.infer<typeof Expected>
  let app: App | null = null

  const dataDir = (): string => join(folder, 'data')
  /** Where in the unpacked fixture that lies which was here when it was made. */
  const movedFrom = (path: string): string => path.replace(madeAt, folder)
  const drives = (): Promise<Drive[]> => ok(ask(app!, 'GET', '/api/drives'))

  async function stop(): Promise<void> {
    await app?.close()
    app = null
  }

  async function start(options: Parameters<typeof startApp>[1] = {}): Promise<App> {
    await stop()
    return (app = await startApp(dataDir(), options))
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanegaze-earlier-'))
    unpack(name, folder)
    expected = Expected.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))
  })

  afterAll(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('opens with every drive, model, run, map, verdict, note and lane, though nothing lies where it did', async () => {
    expect(await whatItSays(await start())).toMatchObject(expected.said)
  })

  it('is one whose schemas have a fixture, once it has been opened', async () => {
    await ok(ask(await start(), 'GET', '/api/runs'))
    await stop()
    const wanted = fixtureName(versionsOf(dataDir()))
    const how = `${wanted} is missing; once the schema is as it will stay, make it with: node test/fixtures/libraries/make.ts`
    expect(fixtureNames().includes(wanted), how).toBe(true)
  })

  it('finds its recordings and models where they lie now, and is the same', async () => {
    app = await start()
    for (const { id, path } of await drives()) {
      const found = await ok<Drive>(ask(app, 'PUT', `/api/drives/${id}/place`, { path: movedFrom(path) }))
      expect(found).toMatchObject({ id, path: movedFrom(path), missing: false })
    }
    for (const { id, path } of await ok<Model[]>(ask(app, 'GET', '/api/models')))
      expect(await ok<Model>(ask(app, 'POST', '/api/models', { path: movedFrom(path) }))).toMatchObject({ id })
    expect(await whatItSays(app)).toMatchObject(expected.said)
    expect(await signalSettings(app)).toMatchObject(expected.signalSettings)
  })

  it('is not given the sample a second time', async () => {
    app = await start()
    const [sample, ...others] = (await drives()).toSorted((a, b) => Number(b.sample) - Number(a.sample))
    expect(sample).toMatchObject({ sample: true })
    await ok(ask(app, 'DELETE', `/api/drives/${sample!.id}`))
    await start({ sampleDir: join(folder, files.sample) })
    expect((await drives()).map(({ id }) => id)).toEqual(others.map(({ id }) => id))
  })
})
