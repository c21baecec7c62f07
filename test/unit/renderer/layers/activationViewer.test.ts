import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ActivationViewer } from '../../../../src/renderer/layers/activationViewer.svelte.ts'

/** Addresses that were asked for, and how each answers. */
let asked: string[] = []
let answer: () => Response
let addresses: Set<string>

const layers = ['conv1', 'conv2'].map((name) => ({ name, kind: 'convolution', shape: [4, 6, 8] }))
const sheet = () =>
  new Response('png', {
    headers: { 'x-map-width': '6', 'x-map-height': '4', 'x-map-count': '8', 'x-map-scale': '2.5' }
  })

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  addresses = new Set()
  answer = sheet
  vi.stubGlobal('fetch', (address: string, { signal }: RequestInit = {}) => {
    signal?.throwIfAborted()
    asked.push(address)
    return Promise.resolve(address.endsWith('/activations') ? Response.json({ layers }) : answer())
  })
  let next = 0
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    const address = `blob:${next++}`
    addresses.add(address)
    return address
  })
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((address) => void addresses.delete(address))
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function shown(viewer: ActivationViewer, frame: number, layer: string): Promise<void> {
  const done = viewer.show(frame, layer)
  await vi.advanceTimersByTimeAsync(1000)
  await done
}

test('the first layer is chosen until another one is', async () => {
  const viewer = new ActivationViewer('run')
  expect(viewer.layer).toBeNull()
  await viewer.loadLayers()
  expect(viewer.layer).toBe('conv1')
  viewer.choose('conv2')
  expect(viewer.layer).toBe('conv2')
})

test('a sheet comes with the size, number and scale of its maps', async () => {
  const viewer = new ActivationViewer('run')
  await shown(viewer, 7, 'conv/1 a')
  const places = asked.map((address) => new URL(address, 'http://app'))
  expect(places.map(({ pathname, searchParams }) => [pathname, searchParams.get('layer')])).toEqual([
    ['/api/runs/run/activations/7', 'conv/1 a']
  ])
  expect(viewer.sheet).toMatchObject({ frame: 7, layer: 'conv/1 a', width: 6, height: 4, count: 8, scale: 2.5 })
  expect(viewer.busy).toBe(false)
})

test('of frames that pass quickly only the last is asked for, and the same one not twice', async () => {
  const viewer = new ActivationViewer('run')
  const passed = [1, 2, 3].map((frame) => viewer.show(frame, 'conv1'))
  await vi.advanceTimersByTimeAsync(1000)
  await Promise.all(passed)
  await shown(viewer, 3, 'conv1')
  expect(asked).toEqual(['/api/runs/run/activations/3?layer=conv1'])
})

test('no picture is kept but the one that is shown', async () => {
  const viewer = new ActivationViewer('run')
  await shown(viewer, 1, 'conv1')
  await shown(viewer, 2, 'conv1')
  expect([...addresses]).toEqual([viewer.sheet?.address])
  viewer.dispose()
  expect(addresses.size).toBe(0)
})

test('a failure is a sentence, and the next frame is tried again', async () => {
  const viewer = new ActivationViewer('run')
  answer = () => Response.json({ error: 'The drive has no frame 9.' }, { status: 404 })
  await shown(viewer, 9, 'conv1')
  expect(viewer.failure).toBe('The drive has no frame 9.')
  answer = sheet
  await shown(viewer, 8, 'conv1')
  expect(viewer.failure).toBeNull()
  expect(viewer.sheet?.frame).toBe(8)
})
