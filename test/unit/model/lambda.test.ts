import { describe, expect, test } from 'vitest'
import { type LambdaMeaning, readLambda } from '../../../src/main/model/lambda.ts'
import { type LambdaName, lambdaSources, marshalledLambdas } from '../../fixtures/marshalledLambdas.ts'

/** What Python computes at a value of x. */
const arithmetic: Partial<Record<LambdaName, (x: number) => number>> = {
  nvidia: (x) => x / 127.5 - 1,
  half: (x) => x / 255 - 0.5,
  brackets: (x) => (x - 128) / 128,
  reversed: (x) => 1 - (2 * x) / 255,
  negated: (x) => -x * 0.5 + 1,
  many: (x) => (x * 2 + (x - 10) * 3) / 4,
  folded: (x) => x * 0.25 + 100_000
}

const refusals: Partial<Record<LambdaName, RegExp>> = {
  square: /more than (a scale and an offset|arithmetic)/,
  global: /'SCALE', which is not in the file/,
  call: /'K', which is not in the file/,
  two: /takes 2 arguments/,
  constant: /does not depend on the picture|more than arithmetic/
}

const asKeras = (code: string): Record<string, unknown> => ({ function: [code, null, null], function_type: 'lambda' })

const all = { start: null, stop: null, step: null }
const backwards = { ...all, step: -1 }

/** Slices along the axes, the batch first. */
const slices: Partial<Record<LambdaName, LambdaMeaning>> = {
  slice: { scale: 1, offset: 0, subscripts: [[all, { start: 60, stop: -20, step: null }, all, all]] },
  turned: { scale: 1, offset: 0, subscripts: [[all, all, all, backwards]] },
  ellipsis: { scale: 1 / 255, offset: 0, subscripts: [['ellipsis', backwards]] },
  index: { scale: 1, offset: 0, subscripts: [[all, 0]] },
  rows: { scale: 1 / 128, offset: -1, subscripts: [[all, { start: 60, stop: -25, step: null }]] }
}

describe.each(Object.entries(marshalledLambdas))('Python %s', (version, codes) => {
  test.each(Object.entries(arithmetic))('%s', (name, compute) => {
    const read = readLambda(asKeras(codes[name as LambdaName]))
    // In Python 2 the quotient of the integers 1 and 4 is 0, so x vanishes from this one.
    if (version === '2.7' && name === 'folded') return expect(read).toEqual({ why: expect.stringMatching(/depend/) })
    if ('why' in read) throw new Error(`${lambdaSources[name as LambdaName]}: ${read.why}`)
    for (const x of [0, 1, 100, 255]) expect(read.scale * x + read.offset).toBeCloseTo(compute(x), 9)
  })

  test.each(Object.entries(slices))('%s', (name, meaning) => {
    expect(readLambda(asKeras(codes[name as LambdaName]))).toEqual(meaning)
  })

  test.each(Object.entries(refusals))('%s is refused', (name, why) => {
    expect(readLambda(asKeras(codes[name as LambdaName]))).toEqual({ why: expect.stringMatching(why) })
  })
})

// Python 3.5 as Keras 1.2.1 stored it (Latin-1 text, not base64), and Python 2.7 as Keras 1.0 did.
const latin: [name: string, code: string, scale: number, offset: number][] = [
  [
    'Python 3.5',
    'ã\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00S\x00\x00\x00s\f\x00\x00\x00|\x00\x00d\x01\x00\x1bd\x02\x00\x18S)\x03Nç\x00\x00\x00\x00\x00à_@ç\x00\x00\x00\x00\x00\x00ð?©\x00)\x01Ú\x01xr\x03\x00\x00\x00r\x03\x00\x00\x00ú\bmodel.pyÚ\b<lambda>"\x00\x00\x00s\x00\x00\x00\x00',
    1 / 127.5,
    -1
  ],
  [
    'Python 2.7',
    'c\x01\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00S\x00\x00\x00s\f\x00\x00\x00|\x00\x00d\x01\x00\x15d\x02\x00\x18S(\x03\x00\x00\x00Ng\x00\x00\x00\x00\x00à_@g\x00\x00\x00\x00\x00\x00ð?(\x00\x00\x00\x00(\x01\x00\x00\x00t\x01\x00\x00\x00x(\x00\x00\x00\x00(\x00\x00\x00\x00s\b\x00\x00\x00model.pyt\b\x00\x00\x00<lambda>\x1c\x00\x00\x00s\x00\x00\x00\x00',
    1 / 127.5,
    -1
  ]
]

test.each(latin)('%s, stored as text', (_, code, scale, offset) => {
  expect(readLambda({ function: code, function_type: 'lambda' })).toEqual({ scale, offset, subscripts: [] })
})

test('Keras 3 wraps the code in an object', () => {
  const code = marshalledLambdas['3.12']!.half
  const config = { function: { class_name: '__lambda__', config: { code, defaults: null, closure: null } } }
  expect(readLambda(config)).toEqual({ scale: 1 / 255, offset: -0.5, subscripts: [] })
})

test.each([
  ['Keras 2', { function: 'normalise', function_type: 'function' }],
  ['Keras 3', { function: { class_name: 'function', config: 'normalise', registered_name: 'function' } }]
])('a function that is stored by name only is refused, %s', (_, config) => {
  expect(readLambda(config)).toEqual({ why: "only the name of its function, 'normalise', is in the file" })
})

test('a code object that is cut off anywhere is refused, and damage never throws', () => {
  const whole = Buffer.from(marshalledLambdas['3.12']!.nvidia, 'base64')
  for (let length = 0; length < whole.length; length++) {
    expect(readLambda(asKeras(whole.subarray(0, length).toString('base64')))).toHaveProperty('why')
  }
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole)
    damaged[at] = damaged[at]! ^ 0xff
    expect(() => readLambda(asKeras(damaged.toString('base64')))).not.toThrow()
  }
})
