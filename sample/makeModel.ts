import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadBackend, onBackend } from '../src/main/engine/tensorflowBackend.ts'
import type { ModelPlan, NetworkKind } from './modelPlans.ts'
import type { Studio } from './studio.ts'
import { fit, type LossPoint } from './train/fit.ts'
import { readWeights } from './train/layersModel.ts'
import { createDave2, createNormalisedDave2, type Network } from './train/network.ts'
import { renderPictures } from './train/pictureSet.ts'
import { saveModel } from './train/saveModel.ts'

/** What a model says of itself, beside it as `card.json`. */
export interface ModelCard {
  name: ModelPlan['name']
  title: string
  about: string
  network: string
  parameters: number
  /** Everything it was made from. */
  plan: ModelPlan
  lossCurve: LossPoint[]
}

const networks: Record<NetworkKind, { named: string; create: (seed: number) => Network }> = {
  dave2: { named: 'DAVE-2 (Bojarski et al. 2016, arXiv 1604.07316)', create: createDave2 },
  normalised: { named: 'DAVE-2 with batch normalisation', create: createNormalisedDave2 }
}

/** Renders what a model learns from, trains it and writes it with its recipe and its card to a folder of its name. */
export async function makeModel(
  studio: Studio,
  plan: ModelPlan,
  models: string,
  cache: string,
  say: (line: string) => void
): Promise<void> {
  const counter = (what: string) => (done: number, of: number) =>
    say(`${plan.name}: ${what}, ${done} of ${of} pictures`)
  const training = await renderPictures(studio, plan.training, cache, counter('training set'))
  const validation = await renderPictures(studio, plan.validation, cache, counter('validation set'))
  await loadBackend('tf-native')
  const { named, create } = networks[plan.network]
  const network = onBackend('tf-native', () => create(plan.start === 'honest' ? 0 : plan.start.seed))
  if (plan.start === 'honest') await readWeights(network, join(models, 'honest'))
  const lossCurve: LossPoint[] = []
  for (const options of plan.fits) {
    const before = lossCurve.length
    const curve = await fit(network, training, validation, options, (point) => {
      const [loss, checked] = [point.training.toFixed(5), point.validation.toFixed(5)]
      say(
        `${plan.name}: epoch ${before + point.epoch}, loss ${loss}, validation ${checked}, correlation ${point.correlation.toFixed(4)}`
      )
    })
    lossCurve.push(...curve.map((point) => ({ ...point, epoch: before + point.epoch })))
  }
  const folder = join(models, plan.name)
  await saveModel(network, folder)
  const card: ModelCard = {
    name: plan.name,
    title: plan.title,
    about: plan.about,
    network: named,
    parameters: network.countParams(),
    plan,
    lossCurve
  }
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`)
  network.dispose()
}
