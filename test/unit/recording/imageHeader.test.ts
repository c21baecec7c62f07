import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fileSentence } from '../../../src/main/recording/fileSentence.ts'
import { readImageHeader } from '../../../src/main/recording/imageHeader.ts'
import { makeNumberedPicture, temporaryFolder } from '../../fixtures/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

describe('the header of a picture', () => {
  it.each([
    ['jpg', 'jpeg'],
    ['png', 'png']
  ])('of a %s file under another name', (suffix, coding) => {
    const file = join(folder.path, `picture.${suffix}.dat`)
    makeNumberedPicture(file, 3, suffix, 60, 34)
    const bytes = readFileSync(file)
    expect(readImageHeader(bytes)).toEqual({ coding, width: 60, height: 34 })
    expect(readImageHeader(bytes.subarray(0, 12))).toBeNull()
  })

  it.each([
    ['nothing', []],
    ['words', [...Buffer.from('this is not a picture at all')]],
    ['a JPEG of zeroes', [0xff, 0xd8, ...new Array<number>(50).fill(0)]],
    ['a JPEG that ends in its comment', [0xff, 0xd8, 0xff, 0xfe, 0x10, 0, 1, 2, 3, 4, 5, 6, 7]],
    ['a JPEG with an empty segment without end', [0xff, 0xd8, 0xff, 0xfe, 0, 0, 0xff, 0xfe, 0, 0, 0, 0, 0]]
  ])('is null for %s', (_, bytes) => expect(readImageHeader(Uint8Array.from(bytes))).toBeNull())

  it('steps over fill bytes and other segments', () => {
    const bytes = [
      0xff, 0xd8, 0xff, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 2, 0xff, 0xc2, 0, 11, 8, 1, 2, 3, 4, 1, 0, 0, 0
    ]
    expect(readImageHeader(Uint8Array.from(bytes))).toEqual({ coding: 'jpeg', width: 0x304, height: 0x102 })
  })
})

it.each([
  ['EACCES', /^drive may not be read by you; change its permissions/],
  ['ENOENT', /^drive is not there; check the path/],
  ['EIO', /^drive cannot be read from its disk/],
  ['EODD', /^drive cannot be read \(EODD\); check it/]
])('a file that the system refuses with %s', (code, message) => {
  const said = fileSentence(Object.assign(new Error('no'), { code }), '/somewhere/drive')
  expect(said).toMatch(message)
  expect(said).toMatch(/: \/somewhere\/drive$/)
})
