import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadBackend, onBackend } from '../src/main/engine/tensorflowBackend.ts'
import type { ModelPlan } from './plans.ts'
import type { Studio } from './studio.ts'
import { fit, type LossPoint } from './train/fit.ts'
import { createDave2 } from './train/network.ts'
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

/** Renders what a model learns from, trains it and writes it with its recipe and its card. */
export async function makeModel(
  studio: Studio,
  plan: ModelPlan,
  folder: string,
  cache: string,
  say: (line: string) => void
): Promise<void> {
  const counter = (what: string) => (done: number, of: number) =>
    say(`${plan.name}: ${what}, ${done} of ${of} pictures`)
  const training = await renderPictures(studio, plan.training, cache, counter('training set'))
  const validation = await renderPictures(studio, plan.validation, cache, counter('validation set'))
  await loadBackend('tf-native')
  const network = onBackend('tf-native', () => createDave2(plan.seed))
  const lossCurve = await fit(network, training, validation, plan.fit, (point) => {
    const [loss, checked] = [point.training.toFixed(5), point.validation.toFixed(5)]
    say(
      `${plan.name}: epoch ${point.epoch}, loss ${loss}, validation ${checked}, correlation ${point.correlation.toFixed(4)}`
    )
  })
  await saveModel(network, folder)
  const card: ModelCard = {
    name: plan.name,
    title: plan.title,
    about: plan.about,
    network: 'DAVE-2 (Bojarski et al. 2016, arXiv 1604.07316)',
    parameters: network.countParams(),
    plan,
    lossCurve
  }
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`)
  network.dispose()
}
