import { engineInWords } from '../../shared/engineInWords.ts'
import { headInWords } from '../../shared/headWords.ts'
import { methodInWords } from '../../shared/layerMean.ts'
import { clock } from '../../shared/numbersInWords.ts'
import type { Warning } from '../../shared/recording.ts'
import { layoutInWords } from '../../shared/inputLayout.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { ruleInWords } from '../../shared/ruleInWords.ts'
import { stepsInWords } from '../../shared/recipeWords.ts'
import { markup, type Markup } from './markup.ts'
import type { ReportModel } from './reportModel.ts'

/** What was analysed and how: enough to do it again. */
export function analysedCard(report: ReportModel): Markup {
  const { drive, model, run } = report
  const method = model.methods.find((m) => m.id === run.method)?.label ?? run.method
  const rows: [string, string][] = [
    [
      'Drive',
      `${drive.name}: ${drive.frames.count} frames, ${clock(drive.duration)} at ${round(drive.rate)} frames a second, ${drive.width}x${drive.height}`
    ],
    ['Drive file', drive.path],
    [
      'Model',
      `${model.name}: ${model.parameters.toLocaleString('en')} parameters, ${model.layers.length} layers, input ${model.input.join(' x ')}`
    ],
    ['Model file', model.path],
    ['Model hash', model.hash],
    ['Input recipe', `${recipeInWords(model.recipe)} (${model.recipeBecause})`],
    [
      'Steering output',
      `${headInWords(model.head)}, ${model.head.unit}, positive is ${model.head.positive} (${model.headBecause})`
    ],
    ['Method', `${methodInWords(method, run.of)}, explaining ${(run.of ? ofLayerWords : explainWords)[run.explain]}`],
    ['Engine', engineInWords(run)],
    ['Rule', ruleInWords(report, (frame) => report.times[frame] ?? 0)],
    [
      'Made by',
      `Lanegaze ${report.version}, ${new Date(report.madeAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
    ]
  ]
  return markup`<section class="card"><dl>${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>
${warningList(run.warnings)}
<section class="card"><h3>Layers of the model</h3>
<table><tr><th>Layer</th><th>Kind</th><th>Shape</th></tr>
${model.layers.map((layer) => markup`<tr><td>${layer.name}</td><td>${layer.kind}</td><td>${layer.shape.join(' x ')}</td></tr>`)}
</table></section>`
}

const explainWords = {
  left: 'what pushes the steering to the left',
  right: 'what pushes the steering to the right',
  change: 'what changes the steering either way'
} as const

const ofLayerWords = { left: 'what raises it', right: 'what lowers it', change: 'what changes it either way' } as const

/** Such as 'crop 60 px top and 25 px bottom of 320x160, resize to 200x66 (area), yuv, value x 0.0078 - 1'. */
function recipeInWords(recipe: Recipe): string {
  const { crop, resize, scale, normalise, reading } = recipe
  const { before, after } = stepsInWords(recipe)
  const steps: string[] = []
  if (crop) {
    const sides = (['top', 'right', 'bottom', 'left'] as const).filter((side) => crop[side] > 0)
    if (sides.length > 0)
      steps.push(
        `crop ${sides.map((side) => `${crop[side]} px ${side}`).join(' and ')} of ${crop.of.width}x${crop.of.height}`
      )
  }
  steps.push(...before, `resize to ${resize.width}x${resize.height} (${resize.filter})`, ...after)
  if (reading) steps.unshift(layoutInWords(reading))
  if (scale.multiply !== 1 || scale.add !== 0)
    steps.push(`value x ${round(scale.multiply)} ${scale.add < 0 ? '-' : '+'} ${round(Math.abs(scale.add))}`)
  if (normalise) steps.push(`less ${normalise.mean.join(', ')}`, `divided by ${normalise.std.join(', ')}`)
  return steps.join(', ')
}

function warningList(warnings: Warning[]): Markup | null {
  if (warnings.length === 0) return null
  return markup`<section class="card"><h3>What was odd</h3><ul class="warnings">${warnings.map(
    (warning) => markup`<li>${warning.message}</li>`
  )}</ul></section>`
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
