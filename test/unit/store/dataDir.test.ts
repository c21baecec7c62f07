import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { defaultDataDir } from '../../../src/main/store/dataDir.ts'

it.each([
  ['linux', {}, '/home/ada/.local/share/lanegaze'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/lanegaze'],
  ['darwin', {}, '/home/ada/Library/Application Support/Lanegaze'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/Lanegaze'],
  ['linux', { LANEGAZE_DATA_DIR: '/mine', XDG_DATA_HOME: '/data' }, '/mine'],
  ['darwin', { LANEGAZE_DATA_DIR: 'mine' }, resolve('mine')]
] as const)('on %s with %o data is kept in %s', (platform, env, expected) => {
  expect(defaultDataDir({ platform, env, home: '/home/ada' })).toBe(expected)
})
