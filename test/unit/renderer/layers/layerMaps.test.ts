import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LayerMaps } from '../../../../src/renderer/layers/layerMaps.svelte.ts'

const run = { id: 'run', driveId: 'drive', modelId: 'model', explain: 'left' } as const

/** What was asked for, and how the next question for a map is answered. */
let asked: { address: string; body: unknown }[]
let answer: () => Response | Promise<Response>
let opened: string[]

const map = (...data: number[]) =>
  new Response(Uint8Array.from(data), {
    headers: {
      'x-map-width': String(data.length),
      'x-map-height': '1',
      'x-map-scale': '0.5',
      'x-map-sum': '1',
      'x-map-method': 'gradient'
    }
  })

beforeEach(() => {
  asked = []
  opened = []
  answer = () => map(1, 2)
  vi.stubGlobal('fetch', (address: string, { body, method }: RequestInit = {}) => {
    asked.push({ address, body: typeof body === 'string' ? JSON.parse(body) : null })
    return Promise.resolve(method === 'POST' ? Response.json({ id: 'new' }) : answer())
  })
})
afterEach(() => vi.unstubAllGlobals())

const maps = () => new LayerMaps(run, (id) => opened.push(id))

test('the map of a layer and of one channel of it says of what it is', async () => {
  const desk = maps()
  await desk.show(7, 'conv/1 a')
  desk.channel = 3
  await desk.show(8, 'conv/1 a')
  const places = asked.map(({ address }) => new URL(address, 'http://app'))
  expect(places.map(({ pathname, searchParams }) => [pathname, Object.fromEntries(searchParams)])).toEqual([
    ['/api/runs/run/activations/7/map', { layer: 'conv/1 a' }],
    ['/api/runs/run/activations/8/map', { layer: 'conv/1 a', channel: '3' }]
  ])
  expect(desk.shown).toMatchObject({ frame: 8, of: { layer: 'conv/1 a', channel: 3 }, method: 'gradient' })
  expect([...desk.shown!.map.data]).toEqual([1, 2])
})

test('over the drive starts an analysis by the method that makes the map, and opens it', async () => {
  const desk = maps()
  desk.channel = 2
  await desk.startOverDrive(7, 'conv')
  expect(asked.at(-1)).toEqual({
    address: '/api/runs',
    body: {
      driveId: 'drive',
      modelId: 'model',
      method: 'gradient',
      explain: 'left',
      of: { layer: 'conv', channel: 2 }
    }
  })
  expect(opened).toEqual(['new'])
})

test('a failure is a sentence, and nothing is opened', async () => {
  const desk = maps()
  answer = () => Response.json({ error: "Layer 'conv' has 2 channels." }, { status: 400 })
  await desk.startOverDrive(7, 'conv')
  expect(desk).toMatchObject({ failure: "Layer 'conv' has 2 channels.", busy: false, shown: null })
  expect(opened).toEqual([])
  answer = () => map(3)
  await desk.show(7, 'conv')
  expect(desk.failure).toBeNull()
})

test('the newest wish wins, and what comes after another layer was chosen is dropped', async () => {
  const desk = maps()
  let late: (response: Response) => void = () => undefined
  answer = () => new Promise((resolve) => (late = resolve))
  const first = desk.show(1, 'conv')
  const answerFirst = late
  answer = () => map(9)
  await desk.show(2, 'conv')
  answerFirst(map(1))
  await first
  expect(desk.shown).toMatchObject({ frame: 2 })
  answer = () => new Promise((resolve) => (late = resolve))
  const third = desk.show(3, 'conv')
  desk.forget()
  late(map(5))
  await third
  expect(desk).toMatchObject({ shown: null, busy: false, channel: null })
})
