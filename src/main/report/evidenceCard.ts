import { swapInWords } from '../../shared/evidenceInWords.ts'
import { trustInWords } from '../../shared/methodTrust.ts'
import { swapSays, type SwapTest } from '../../shared/swapTest.ts'
import { type Markup, markup } from './markup.ts'
import type { ReportModel } from './reportModel.ts'

/** What tests of the model by changed pictures say, with a bar of the lane's share beside chance; null where none was made. */
export function evidenceCard({ findings, model, run }: ReportModel): Markup | null {
  const { swap, trust } = findings
  if (!swap && !trust) return null
  const method = model.methods.find(({ id }) => id === run.method)?.label ?? run.method
  return markup`<h3>What steers it</h3>${swap?.state === 'done' ? shareBar(swap) : null}${
    swap ? markup`<p class="tested">${swapInWords(swap)}</p>` : null
  }${trust ? markup`<p class="tested">${trustInWords(method, trust)}</p>` : null}`
}

function shareBar(test: Extract<SwapTest, { state: 'done' }>): Markup {
  const { drive, chance } = test
  const place = ({ low, high }: { low: number; high: number }): string =>
    `left:${(100 * low).toFixed(1)}%;width:${Math.max(1, 100 * (high - low)).toFixed(1)}%`
  return markup`<div class="share-bar"><i class="share ${swapSays(test)}" style="${place(drive)}"></i>${
    chance ? markup`<i class="chance" style="${place(chance)}"></i>` : null
  }</div>
<div class="scale-ends"><span>all from elsewhere</span><span>${chance ? 'hatched: by chance' : ''}</span><span>all from the lane</span></div>`
}
