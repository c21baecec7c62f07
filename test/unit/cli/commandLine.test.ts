import { describe, expect, it } from 'vitest'
import { parseCommandLine, usage, UsageError } from '../../../src/main/hosts/cli/commandLine.ts'

const parse = (line: string) => parseCommandLine(line === '' ? [] : line.split(' '))

it.each([
  ['info a.mp4', { name: 'info', path: 'a.mp4', json: false }],
  ['compare a b', { name: 'compare', runs: ['a', 'b'] }],
  ['compare a b c d --json --data-dir d', { name: 'compare', runs: ['a', 'b', 'c', 'd'], dataDir: 'd' }],
  ['info a.h5 --json', { name: 'info', path: 'a.h5', json: true }],
  ['analyze tub --model m.h5', { name: 'analyze', recording: 'tub', model: 'm.h5', json: false }],
  [
    'analyze tub --model m.h5 --recipe r.json --method gradient --explain left --lanes l.json --engine tf-wasm --data-dir d --json',
    {
      name: 'analyze',
      recipe: 'r.json',
      method: 'gradient',
      explain: 'left',
      lanes: 'l.json',
      engine: 'tf-wasm',
      dataDir: 'd',
      json: true
    }
  ],
  [
    'analyze tub --model m.h5 --method grad-cam --set layer=conv=3 --set masks=20 --engine ort',
    { name: 'analyze', method: 'grad-cam', settings: { layer: 'conv=3', masks: 20 }, engine: 'ort' }
  ],
  ['analyze tub --model m.h5 --of conv3:12', { name: 'analyze', of: 'conv3:12' }],
  [
    'analyze tub --model m.h5 --reading as=grey-frames --reading apart=2',
    { name: 'analyze', reading: { as: 'grey-frames', apart: 2 } }
  ],
  [
    'analyze tub --model m.h5 --head preset=offset --head of.after=2.5 --head unit=1/m',
    { name: 'analyze', head: { preset: 'offset', 'of.after': 2.5, unit: '1/m' } }
  ],
  [
    'info drive --camera left --signals s.csv',
    { name: 'info', path: 'drive', openWith: { camera: 'left', signals: 's.csv' } }
  ],
  [
    'analyze a.mcap --model m.h5 --topic /rear --steering /car.angle',
    { name: 'analyze', openWith: { topic: '/rear', steering: '/car.angle' } }
  ],
  [
    'analyze a.mp4 --model m.h5 --lanes masks --lane-format mask --lane-value 2',
    { name: 'analyze', lanes: 'masks', laneFormat: 'mask', laneValue: 2 }
  ],
  ['export 0a1b --format lanes --out l.json', { name: 'export', run: '0a1b', format: 'lanes', out: 'l.json' }],
  ['export 0a1b --format npy --out maps.npy', { name: 'export', run: '0a1b', format: 'npy', out: 'maps.npy' }],
  ['serve', { name: 'serve', path: undefined, port: 0, open: false }],
  ['serve --port 8080 --open', { name: 'serve', port: 8080, open: true }],
  ['open drive.mp4', { name: 'serve', path: 'drive.mp4', open: true }],
  ['--help', { name: 'help' }],
  ['export --help', { name: 'help' }]
])('%s', (line, command) => {
  expect(parse(line)).toMatchObject(command)
})

describe('wrong usage is named in one sentence', () => {
  it.each([
    ['', /Say what to do/],
    ['analyse tub', /no command 'analyse'/],
    ['info', /'info' needs a PATH/],
    ['info a b', /'b' is too much/],
    ['info a --jsn', /Unknown option '--jsn'/],
    ['analyze tub', /'analyze' needs --model/],
    ['analyze tub --model', /--model/],
    ['analyze tub --model m --method magic', /--method is one of gradient, visual-backprop.*not 'magic'/],
    ['analyze tub --model m --explain up', /--explain is one of left, right, change, not 'up'/],
    ['analyze tub --model m --reading grey', /--reading takes NAME=VALUE, not 'grey'/],
    ['analyze tub --model m --head offset', /--head takes NAME=VALUE, not 'offset'/],
    ['analyze tub --model m --engine gpu', /--engine is one of/],
    ['analyze tub --model m --set steps', /--set takes PARAMETER=VALUE, not 'steps'/],
    ['analyze tub --model m --lanes l --lane-format png', /--lane-format is one of tusimple, culane,.*not 'png'/],
    ['analyze tub --model m --lanes l --lane-value road', /--lane-value is a whole number, not 'road'/],
    ['export r --format pdf --out x', /--format is one of html, csv, npy, lanes, not 'pdf'/],
    ['export r --format csv', /'export' needs --out/],
    ['serve --port 70000', /--port is a number from 0 to 65535/],
    ['serve --port x', /--port/],
    ['compare a', /'compare' takes two to four RUNs, not 1\./],
    ['compare a b c d e', /'compare' takes two to four RUNs, not 5\./],
    ['open', /'open' needs a PATH/]
  ])('%s', (line, message) => {
    expect(() => parse(line)).toThrow(UsageError)
    expect(() => parse(line)).toThrow(message)
    try {
      parse(line)
    } catch (error) {
      expect((error as Error).message).toMatch(/^[^\n]*\.$/)
    }
  })
})

it('helps with every command', () => {
  for (const command of ['info', 'analyze', 'compare', 'export', 'serve', 'open'])
    expect(usage).toContain(`lanegaze ${command}`)
})
