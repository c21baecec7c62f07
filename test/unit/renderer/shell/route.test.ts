import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatRoute, parseRoute, type Route } from '../../../../src/renderer/shell/route.ts'

test.each<{ hash: string; route: Route }>([
  { hash: '#/', route: { screen: 'library' } },
  { hash: '#/settings', route: { screen: 'settings' } },
  { hash: '#/drive/0a1b', route: { screen: 'drive', drive: '0a1b' } },
  { hash: '#/drive/0a1b?model=2c3d', route: { screen: 'drive', drive: '0a1b', model: '2c3d' } },
  { hash: '#/model/0a1b', route: { screen: 'model', model: '0a1b' } },
  { hash: '#/compare/0a1b,2c3d', route: { screen: 'compare', runs: ['0a1b', '2c3d'], frame: null } },
  { hash: '#/compare/a,b,c,d?frame=7', route: { screen: 'compare', runs: ['a', 'b', 'c', 'd'], frame: 7 } },
  { hash: '#/review/0a1b', route: { screen: 'review', run: '0a1b', frame: null } },
  { hash: '#/review/0a1b?frame=123', route: { screen: 'review', run: '0a1b', frame: 123 } }
])('$hash is read and written', ({ hash, route }) => {
  expect(parseRoute(hash)).toEqual(route)
  expect(formatRoute(route)).toBe(hash)
})

test.each(['', '#', '#/nothing/here', '#/review', '#/drive/'])('%o is the library', (hash) => {
  expect(parseRoute(hash)).toEqual({ screen: 'library' })
})

test('whatever the address says is a place in the app', () => {
  expect(parseRoute('#/drive/%E0%')).toEqual({ screen: 'drive', drive: '%E0%' })
  fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl()), (hash) => void parseRoute(`#/drive/${hash}`)))
})

test.each(['-1', 'x', '1.5', ''])('frame %o in the address is no frame', (frame) => {
  expect(parseRoute(`#/review/r?frame=${frame}`)).toEqual({ screen: 'review', run: 'r', frame: null })
})
