import { afterEach, expect, test, vi } from 'vitest'
import { SignalSettings } from '../../../../src/shared/recording.ts'
import type { DriveSignals } from '../../../../src/shared/api.ts'
import { SignalDesk } from '../../../../src/renderer/signals/signalDesk.svelte.ts'

/** An app that keeps settings as the real one does: what is sent is laid over what is there. */
function standIn(signals: DriveSignals['signals']) {
  let settings = SignalSettings.parse({})
  const sent: unknown[] = []
  vi.stubGlobal('fetch', (_: string, { body, method }: RequestInit = {}) => {
    if (method === 'DELETE') settings = SignalSettings.parse({})
    if (typeof body === 'string') {
      const change = SignalSettings.partial().parse(JSON.parse(body))
      sent.push(JSON.parse(body))
      settings = SignalSettings.parse({ ...settings, ...change })
    }
    const moved = Object.values(settings.roles).includes('steering')
    const now = signals.map((signal): typeof signal => {
      const role = settings.roles[signal.name] ?? (moved && signal.role === 'steering' ? 'other' : signal.role)
      return role === 'steering'
        ? { ...signal, role, positive: settings.positive ?? signal.positive, unit: settings.unit ?? signal.unit }
        : { ...signal, role }
    })
    return Promise.resolve(Response.json({ settings, signals: now, suggestions: [] } satisfies DriveSignals))
  })
  return sent
}

const steering = { name: 'angle', role: 'steering', unit: 'normalised', positive: 'right' } as const
const speed = { name: 'speed', role: 'speed', unit: 'm/s', positive: null } as const

afterEach(() => vi.unstubAllGlobals())

test('the form begins with what the source says, and nothing is changed', async () => {
  standIn([speed, steering])
  const desk = new SignalDesk('drive')
  await desk.load()
  expect([desk.positive, desk.unit, desk.offsetSeconds]).toEqual(['right', 'normalised', 0])
  expect(desk.isChanged).toBe(false)
})

test('only what differs is sent, and afterwards nothing differs', async () => {
  const sent = standIn([steering])
  const desk = new SignalDesk('drive')
  await desk.load()
  desk.positive = 'left'
  desk.offsetSeconds = -0.2
  await desk.save()
  expect(sent).toEqual([{ positive: 'left', offsetSeconds: -0.2 }])
  expect([desk.positive, desk.offsetSeconds, desk.isChanged]).toEqual(['left', -0.2, false])
})

test('an emptied offset changes nothing', async () => {
  standIn([steering])
  const desk = new SignalDesk('drive')
  await desk.load()
  desk.offsetSeconds = NaN
  expect(desk.isChanged).toBe(false)
})

test('a recording without steering has none to correct', async () => {
  standIn([speed])
  const desk = new SignalDesk('drive')
  await desk.load()
  expect(desk.steering).toBeNull()
  expect(desk.isChanged).toBe(false)
})

test('another signal becomes the steering, and the one before it is none', async () => {
  const sent = standIn([speed, steering])
  const desk = new SignalDesk('drive')
  await desk.load()
  desk.chosen = 'speed'
  await desk.save()
  expect(sent).toEqual([{ roles: { speed: 'steering' } }])
  expect([desk.steering?.name, desk.isCorrected]).toEqual(['speed', true])
  desk.chosen = 'angle'
  await desk.save()
  expect(sent[1]).toEqual({ roles: { angle: 'steering' } })
})

test('everything that was said is taken back at once', async () => {
  standIn([speed, steering])
  const desk = new SignalDesk('drive')
  await desk.load()
  await desk.save({ positive: 'left', offsetSeconds: 2, roles: { speed: 'steering' } })
  expect(desk.isCorrected).toBe(true)
  expect(await desk.reset()).toBe(true)
  expect([desk.chosen, desk.positive, desk.offsetSeconds, desk.isCorrected]).toEqual(['angle', 'right', 0, false])
})
