import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp, nodeSpawner } from '../../src/main/app.ts'
import { clientOf } from '../../src/main/hosts/client.ts'
import { jsonOf, linesOf } from '../../src/shared/typedAnswer.ts'

const sample = (name: string): string => fileURLToPath(new URL(`../../resources/sample/${name}`, import.meta.url))

/** Seconds of one round. */
interface Round {
  /** From the start of a Gradient run of the sample drive to its scores. */
  run: number
  /** The tests of its model and method, at its end. */
  tests: number
  /** The deletion test, of another method on the same model; the swap test is then done. */
  deletion: number
  /** An answer for a frame with the model loaded, and for a stretch of ten seconds. */
  frame: number
  stretch: number
}

/** What the tests of a model cost beside a Gradient run of the sample drive, each round from an empty data folder. */
export async function evidenceCosts(folder: string, rounds: number, say: (line: string) => void): Promise<Round[]> {
  const all: Round[] = []
  for (let round = 1; round <= rounds; round++) {
    say(`evidence: round ${round} of ${rounds}`)
    all.push(await roundIn(join(folder, `evidence${round}`)))
  }
  return all
}

async function roundIn(dataDir: string): Promise<Round> {
  const spawner = nodeSpawner(new URL('../../src/main/analysis/jobMain.ts', import.meta.url))
  const app = await createApp({ dataDir, spawner, sampleDir: null, rendererDir: null })
  try {
    const api = clientOf(app)
    const drive = await jsonOf(api.drives.$post({ json: { path: sample('drive.mp4') } }))
    const model = await jsonOf(api.models.$post({ json: { path: sample('models/honest/model.json') } }))
    const analysed = async (method: string): Promise<{ id: string; run: number; tests: number }> => {
      const start = performance.now()
      const { id } = await jsonOf(
        api.runs.$post({ json: { driveId: drive.id, modelId: model.id, method, engine: 'ort' } })
      )
      let scored: number | null = null
      for await (const { stage } of linesOf(await api.runs[':run'].progress.$get({ param: { run: id } })))
        if (stage === 'evidence') scored ??= performance.now()
      const end = performance.now()
      return { id, run: ((scored ?? end) - start) / 1000, tests: (end - (scored ?? end)) / 1000 }
    }
    const { id, run, tests } = await analysed('gradient')
    const { tests: deletion } = await analysed('visual-backprop')
    const asked = async (first: number, last: number): Promise<number> => {
      const start = performance.now()
      await jsonOf(api.runs[':run'].interventions.$post({ param: { run: id }, json: { first, last, frame: first } }))
      return (performance.now() - start) / 1000
    }
    await asked(0, 0)
    return { run, tests, deletion, frame: await asked(600, 600), stretch: await asked(600, 799) }
  } finally {
    await app.close()
  }
}

/** A table of their medians. */
export function evidenceTable(rounds: readonly Round[]): string {
  const median = (of: (round: Round) => number): number => rounds.map(of).sort((a, b) => a - b)[rounds.length >> 1]!
  const run = median((round) => round.run)
  const row = (name: string, seconds: number): string =>
    name.padEnd(52) + seconds.toFixed(2).padStart(8) + (seconds / run).toFixed(2).padStart(8)
  return [
    `${'the sample drive, 1,220 frames'.padEnd(52)}${'s'.padStart(8)}${'ratio'.padStart(8)}`,
    row('a Gradient run, to its scores', run),
    row(
      'the tests at its end: swap and deletion',
      median((round) => round.tests)
    ),
    row(
      'the deletion test alone, of another method',
      median((round) => round.deletion)
    ),
    row(
      'an intervention on a frame',
      median((round) => round.frame)
    ),
    row(
      'an intervention on a stretch of ten seconds',
      median((round) => round.stretch)
    )
  ].join('\n')
}
