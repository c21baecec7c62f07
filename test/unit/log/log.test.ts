import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openLog } from '../../../src/main/log/log.ts'
import { logTail } from '../../../src/main/log/logTail.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'

let folder: ReturnType<typeof temporaryFolder>
let said: string[]
beforeEach(() => {
  folder = temporaryFolder()
  said = []
})
afterEach(() => {
  vi.useRealTimers()
  folder[Symbol.dispose]()
})

const open = (level: 'error' | 'warn' | 'info' | 'debug' = 'info') =>
  openLog({ dataDir: folder.path, process: 'app', level, say: (text) => said.push(text) })
const written = (): string[] => readFileSync(join(folder.path, 'log/lanegaze.log'), 'utf8').trim().split('\n')

describe('the log', () => {
  it.each([
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']]
  ] as const)('at level %s holds %j, and shows errors and warnings', (level, expected) => {
    const log = open(level)
    for (const each of ['debug', 'info', 'warn', 'error'] as const) log[each](`a ${each}`)
    expect(written().map((line) => /^\S+Z (\w+) +app \d+ {2}a \1$/.exec(line)?.[1])).toEqual([...expected].reverse())
    expect(said).toEqual(['a warn', 'a error'].filter((text) => expected.some((each) => text.endsWith(each))))
  })

  it('sets further lines of an entry in, so that no text can pass for an entry', () => {
    open().info('one\n2026-01-01T00:00:00.000Z error app 1  two\r\nthree\n')
    expect(written()).toEqual([expect.stringMatching(/ {2}one$/), expect.stringMatching(/^ {4}2026/), '    three'])
  })

  it('holds nothing that moves the cursor of a terminal', () => {
    open().info('a\x1b[2Kb\u2028c\u0085d\0e\tf')
    expect(written()[0]).toMatch(/ {2}a \[2Kb c d e\tf$/)
  })

  it('takes texts as they are, and the beginning of those without end', () => {
    open().info('100 %s %c %d')
    open().info('x'.repeat(1_000_000))
    expect(written()[0]).toMatch(/ {2}100 %s %c %d$/)
    expect(written()[1]!.length).toBeLessThan(10_000)
  })

  it('keeps five files of two megabytes at most, with the newest entries', async () => {
    const log = open()
    for (let i = 0; i < 2000; i++) log.info(`${i} ${'é'.repeat(4000)}`)
    const files = readdirSync(join(folder.path, 'log'))
    expect(files.sort()).toEqual([1, 2, 3, 4].map((i) => `lanegaze.${i}.log`).concat('lanegaze.log'))
    for (const file of files) expect(statSync(join(folder.path, 'log', file)).size).toBeLessThanOrEqual(2_000_000)
    const numbers = (await logTail(folder.path, 300)).map((line) => Number(/ {2}(\d+)/.exec(line)?.[1]))
    expect(numbers).toEqual(Array.from({ length: 300 }, (_, i) => 1700 + i))
  })

  it('makes no data folder where there is none', () => {
    rmSync(folder.path, { recursive: true })
    open().error('nowhere')
    expect(() => statSync(folder.path)).toThrow('ENOENT')
  })
})

describe('where the log cannot be written', () => {
  const file = () => join(folder.path, 'log/lanegaze.log')
  it.each([
    ['a folder is in its place', () => mkdirSync(file(), { recursive: true })],
    ['a file is in the place of its folder', () => writeFileSync(join(folder.path, 'log'), '')],
    [
      'a pipe is in its place',
      () => {
        mkdirSync(join(folder.path, 'log'))
        spawnSync('mkfifo', [file()])
      }
    ],
    [
      'a link to a file of somebody else is in its place',
      () => {
        mkdirSync(join(folder.path, 'log'))
        symlinkSync('/dev/null', file())
      }
    ],
    [
      'the disk is full',
      () => {
        mkdirSync(join(folder.path, 'log'))
        symlinkSync('/dev/full', file())
      }
    ]
  ])('as %s, nothing is thrown or said over and over, and it goes on when it can', (_, spoil) => {
    vi.useFakeTimers()
    const errors = vi.spyOn(console, 'error')
    spoil()
    const log = open()
    for (let i = 0; i < 100; i++) log.info(`lost ${i}`)
    log.error('shown')
    expect([said, errors.mock.calls]).toEqual([['shown'], []])

    rmSync(join(folder.path, 'log'), { recursive: true })
    vi.advanceTimersByTime(60_000)
    log.info('kept')
    log.info('kept too')
    expect(written().filter((line) => line !== '')).toEqual(
      [/kept$/, /kept too$/].map((text) => expect.stringMatching(text))
    )
  })
})
