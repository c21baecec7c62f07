import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JobMessage, JobSpec } from '../../../src/main/analysis/jobMessages.ts'
import type { Spawner } from '../../../src/main/analysis/spawner.ts'
import { createSupervisor, type Supervisor } from '../../../src/main/analysis/supervisor.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import type { Progress } from '../../../src/shared/api.ts'
import { expectDefect } from '../../defects/watched.ts'
import { heardLog } from '../../fixtures/logs.ts'
import { addRun } from '../../../testing/storeRows.ts'

/** A job that does what the test says. */
interface ScriptedJob {
  spec: JobSpec
  asked: ('stop' | 'kill')[]
  say(message: JobMessage): void
  print(text: string): void
  exit(how: string): void
}

function scriptedSpawner(): { spawner: Spawner; jobs: ScriptedJob[] } {
  const jobs: ScriptedJob[] = []
  const spawner: Spawner = {
    spawn(spec) {
      const job: ScriptedJob = { spec, asked: [], say: () => undefined, print: () => undefined, exit: () => undefined }
      jobs.push(job)
      return {
        onMessage: (handler) => (job.say = handler),
        onOutput: (handler) => (job.print = handler),
        onExit: (handler) => (job.exit = (how) => handler({ how, isCrash: how === 'signal SIGBUS' })),
        stop: () => job.asked.push('stop'),
        kill: () => job.asked.push('kill')
      }
    }
  }
  return { spawner, jobs }
}

let dataDir: string
let store: Store
let supervisor: Supervisor
let jobs: ScriptedJob[]
let heard: string[]
let runs: string[]
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-supervisor-'))
  store = openStore(dataDir)
  const { run } = addRun(store.library)
  const other = store.library.runs.add({ ...run, key: { ...run.key, explain: 'left' } })
  runs = [run.id, other.id]
  const scripted = scriptedSpawner()
  jobs = scripted.jobs
  heard = []
  supervisor = createSupervisor({ spawner: scripted.spawner, store, log: heardLog((text) => heard.push(text)) })
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const one = (): string => runs[0]!
const two = (): string => runs[1]!
const failed = (sentence: string, damaged = false): JobMessage => ({ type: 'failed', sentence, damaged })
const decoding = (first: number): JobMessage => ({
  type: 'progress',
  stage: 'decoding',
  frames: { first, last: first + 31 }
})

describe('a run', () => {
  it('is told with the recipe and the head that it was started with, and the engine that was asked for', () => {
    const { modelId, key } = store.library.runs.get(one())
    const asBefore = { recipe: key.recipe, head: key.head, engineAsked: 'auto' }
    expect(supervisor.describe(one())).toMatchObject({ ...asBefore, recipeChanged: false })
    store.library.models.edit(modelId, { ...key.recipe, afterResize: [{ step: 'colour', to: 'bgr' }] }, key.head)
    expect(supervisor.describe(one())).toMatchObject({ ...asBefore, recipeChanged: true })
    store.library.models.edit(modelId, key.recipe, { ...key.head, positive: 'left' })
    expect(supervisor.describe(one())).toMatchObject({ ...asBefore, recipeChanged: true })
    store.library.models.edit(modelId, key.recipe, key.head)
    expect(supervisor.describe(one()).recipeChanged).toBe(false)
  })

  it('is given to a process, once', () => {
    expect(supervisor.describe(one()).state).toBe('paused')
    expect(supervisor.start(one()).state).toBe('running')
    expect(supervisor.start(one()).state).toBe('running')
    expect(jobs.map(({ spec }) => spec)).toEqual([
      { dataDir, driveId: store.library.runs.get(one()).driveId, runId: one(), logLevel: 'info' }
    ])
  })

  it.each([
    [
      'says why',
      [decoding(64), failed('The disk is gone (at frames 64 to 95).')],
      'The disk is gone (at frames 64 to 95).'
    ],
    [
      'dies without a word',
      [decoding(0), decoding(32)],
      "The analysis process ended unexpectedly (signal SIGSEGV) at frames 32 to 63; resume to try again from there. Lanegaze's log says more."
    ],
    [
      'dies before it begins',
      [],
      "The analysis process ended unexpectedly (signal SIGSEGV) before its first frame; resume to try again from there. Lanegaze's log says more."
    ]
  ])('that %s is failed with that sentence, until it is resumed', (_, messages, sentence) => {
    supervisor.start(one())
    for (const message of messages) jobs[0]!.say(message)
    jobs[0]!.exit('signal SIGSEGV')
    expect(supervisor.describe(one())).toMatchObject({ state: 'failed', error: sentence })
    expect(supervisor.resume(one())).toMatchObject({ state: 'running', error: null })
    jobs[1]!.say({ type: 'stopped' })
    jobs[1]!.exit('exit code 0')
    expect(supervisor.describe(one())).toMatchObject({ state: 'paused', error: null })
  })

  it('leaves what it printed last in the log where it dies', () => {
    expectDefect(/A job \(signal SIGBUS\) failed: .*out of tensors/s)
    supervisor.start(one())
    jobs[0]!.say(decoding(32))
    jobs[0]!.print(`${'chatter\n'.repeat(10_000)}out of `)
    jobs[0]!.print('tensors')
    jobs[0]!.exit('signal SIGBUS')
    expect(heard).toEqual([expect.stringMatching(/ended \(signal SIGBUS\) at frames 32 to 63\..*out of tensors$/s)])
    expect(heard[0]!.length).toBeLessThan(5000)
  })

  it('waits in line while another is running', async () => {
    supervisor.start(one())
    expect(supervisor.start(two()).state).toBe('running')
    expect(jobs).toHaveLength(1)
    jobs[0]!.say({ type: 'finished' })
    jobs[0]!.exit('exit code 0')
    expect(jobs.map(({ spec }) => spec.runId)).toEqual([one(), two()])
    supervisor.start(one())
    expect((await supervisor.pause(one())).state).toBe('paused')
    expect(jobs[1]!.asked).toEqual([])
  })

  it('is paused when its process has ended, and not before', async () => {
    supervisor.start(one())
    let paused = false
    const pausing = supervisor.pause(one()).then((run) => {
      paused = true
      return run
    })
    await Promise.resolve()
    expect([jobs[0]!.asked, paused]).toEqual([['stop'], false])
    jobs[0]!.say({ type: 'stopped' })
    jobs[0]!.exit('exit code 0')
    expect((await pausing).state).toBe('paused')
  })

  it('is gone with its rows when it is cancelled, and its verdicts stay', async () => {
    const { driveId } = store.library.runs.get(one())
    const verdict = {
      id: 'j',
      driveId,
      runId: one(),
      kind: 'left',
      first: 0,
      last: 1,
      note: 'mine',
      tags: [],
      judged: null,
      byHand: false
    } as const
    store.library.judgements.save({ ...verdict, verdict: 'confirmed' })
    supervisor.start(one())
    const cancelling = supervisor.cancel(one())
    expect(jobs[0]!.asked).toEqual(['kill'])
    jobs[0]!.exit('signal SIGKILL')
    await cancelling
    expect(supervisor.list(driveId).map(({ id }) => id)).toEqual([two()])
    expect(store.cache(driveId).run(one())).toBeNull()
    expect(store.library.judgements.list(one())).toHaveLength(1)
  })

  it('begins a new cache where the old one turned out to be damaged', () => {
    const { driveId } = store.library.runs.get(one())
    supervisor.start(one())
    jobs[0]!.say(failed('The cache of this drive is damaged.', true))
    jobs[0]!.exit('exit code 0')
    expect(store.cache(driveId).warnings()).toHaveLength(1)
    expect(supervisor.describe(one())).toMatchObject({ state: 'failed', done: 0 })
  })
})

describe('progress', () => {
  it('is told at once, at every change, and ends with the run', async () => {
    supervisor.start(one())
    const told: Progress[] = []
    const listening = (async () => {
      for await (const progress of supervisor.progress(one())) told.push(progress)
    })()
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
    await turn()
    jobs[0]!.say(decoding(0))
    await turn()
    jobs[0]!.say({ type: 'progress', stage: 'scoring', frames: null })
    await turn()
    jobs[0]!.say({ type: 'stopped' })
    jobs[0]!.exit('exit code 0')
    await listening
    expect(told.map(({ stage }) => stage)).toContain('scoring')
    expect(told.at(-1)).toMatchObject({ state: 'paused', done: 0, total: 100 })
    expect(told.slice(0, -1).every(({ state }) => state === 'running')).toBe(true)
  })

  it('of a run that nobody works on is one line', async () => {
    const told: Progress[] = []
    for await (const progress of supervisor.progress(one())) told.push(progress)
    expect(told).toHaveLength(1)
  })
})
