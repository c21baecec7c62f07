import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isExpected } from '../../src/shared/errors.ts'
import { buildApp } from '../setup/build.mjs'
import { barLines } from './bars.ts'
import { driveCases } from './drive.ts'
import { engineCases } from './engines.ts'
import { evidenceCosts, evidenceTable } from './evidence.ts'
import { libraryPages, libraryTable } from './opening/libraryPage.ts'
import { longDrives, longTable } from './opening/longDrives.ts'
import { bags, inputs } from './opening/inputs.ts'
import { openings, openingTable } from './opening/opening.ts'
import { peerCases } from './peers.ts'
import { reviewAnswers, reviewTable } from './review.ts'
import { type Measured, measure } from './rounds.ts'
import { ruleCases } from './rules.ts'
import { triageTable, triageTimes } from './triage.ts'

// Measures engines and methods, the ffmpeg pass and the whole job, and flagging anew, and prints a table (or JSON with --json).
// --only engines|drive|rules leaves the rest out; --only open measures how long large recordings take to open (some
// gigabytes of files are made for it), --only bags the same of bags of ROS of 2 GB, --only long how much memory drives of 200,000 frames take, --only
// library how quick a library of 1,000 drives is on the screen, --only review how long the app takes to answer who reviews
// a run of an hour, --only triage how long one waits for the next event after a verdict, --only evidence what the tests of a model cost beside a Gradient run; --peers adds TensorFlow and PyTorch in Python.
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    peers: { type: 'boolean', default: false }
  }
})
const rounds = Number(options.rounds)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('--rounds takes a whole number from 1 on.')
  process.exit(2)
}
const parts = ['engines', 'drive', 'rules', 'open', 'bags', 'long', 'library', 'review', 'evidence', 'triage']
if (options.only !== undefined && !parts.includes(options.only)) {
  console.error(`--only takes ${parts.join(', ')}.`)
  process.exit(2)
}
const wanted = (part: string): boolean => options.only === undefined || options.only === part

const folder = await mkdtemp(join(tmpdir(), 'lanegaze-bench-'))
const peers = options.peers ? await peerCases().catch(refused) : null
try {
  const before = loadavg()[0]!
  if (options.only === 'open' || options.only === 'bags') {
    const measured = await openings(options.only === 'bags' ? bags : inputs, folder, rounds, (line) =>
      console.error(line)
    )
    console.log(options.json ? JSON.stringify(measured, null, 2) : openingTable(measured))
  } else if (options.only === 'long') {
    const measured = await longDrives(folder, (line) => console.error(line))
    console.log(options.json ? JSON.stringify(measured, null, 2) : longTable(measured))
  } else if (options.only === 'review') {
    const measured = await reviewAnswers(folder, rounds, (line) => console.error(line))
    console.log(options.json ? JSON.stringify(measured, null, 2) : reviewTable(measured))
  } else if (options.only === 'triage') {
    const measured = await triageTimes(folder, (line) => console.error(line))
    console.log(options.json ? JSON.stringify(measured, null, 2) : triageTable(measured))
  } else if (options.only === 'evidence') {
    const measured = await evidenceCosts(folder, rounds, (line) => console.error(line))
    console.log(options.json ? JSON.stringify(measured, null, 2) : evidenceTable(measured))
  } else if (options.only === 'library') {
    buildApp()
    const measured = await libraryPages(folder, rounds, (line) => console.error(line))
    console.log(options.json ? JSON.stringify(measured, null, 2) : libraryTable(measured))
  } else await measureCases(before)
} finally {
  peers?.close()
  await rm(folder, { recursive: true, force: true })
}

/** What cannot be measured here is said in one sentence. */
async function refused(error: unknown): Promise<never> {
  await rm(folder, { recursive: true, force: true })
  if (!isExpected(error)) throw error
  console.error(error.message)
  process.exit(1)
}

async function measureCases(before: number): Promise<void> {
  const cases = [
    ...(wanted('engines') ? await engineCases() : []),
    ...(peers?.cases ?? []),
    ...(wanted('drive') ? await driveCases(folder) : []),
    ...(wanted('rules') ? ruleCases(folder) : [])
  ]
  const measured = await measure(cases, rounds, (line) => console.error(line))
  const cpu = cpus()[0]?.model ?? 'unknown'
  const machine = { cpu, cores: cpus().length, node: process.version, rounds, loadBefore: before }
  console.log(options.json ? JSON.stringify({ machine, measured }, null, 2) : table(machine, measured))
}

interface Machine {
  cpu: string
  cores: number
  node: string
  rounds: number
  /** What else ran when it began: average of the last minute. */
  loadBefore: number
}

function table({ cpu, cores, node, rounds, loadBefore }: Machine, measured: Measured[]): string {
  const lines = [
    `${cpu}, ${cores} cores, Node ${node}, load ${loadBefore.toFixed(1)} at the start; medians of ${rounds} rounds`,
    'The ratio is to the first line of the group.'
  ]
  let group = ''
  for (const one of measured) {
    if (one.group !== group) lines.push('', one.group.padEnd(52) + 'frames/s'.padStart(10) + 'ratio'.padStart(8))
    group = one.group
    const digits = one.rate < 10 ? 2 : 0
    lines.push(`  ${one.name}`.padEnd(52) + one.rate.toFixed(digits).padStart(10) + one.ratio.toFixed(2).padStart(8))
  }
  const reached = barLines(measured)
  if (reached.length > 0) lines.push('', 'Bars'.padEnd(52) + 'ratio'.padStart(10), ...reached)
  return lines.join('\n')
}
