import { colourTables, type ColourTableId } from '../../shared/colourTable.ts'
import { isCarried, type CarriedRegion, type LaneRegion } from '../../shared/lanes.ts'
import { seenRect, type Recipe, type Rect } from '../../shared/recipe.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import { smoothMap } from '../../shared/smoothMap.ts'
import { unseenAreas } from '../../shared/unseenAreas.ts'
import { indexedPng } from './indexedPng.ts'
import { markup, type Markup } from './markup.ts'
import type { ReportFrame } from './reportModel.ts'

/** How the overlays of a report are drawn. */
export interface OverlayStyle {
  table: ColourTableId
  /** The map value shown at full strength. */
  reference: number
  /** Which pixels of its input the model sees; null where it is not known. */
  seenPixels: SeenPixels | null
}

/** Width of every picture in its own units, so that lines and hatching look alike whatever the camera's pixels. */
const WIDTH = 1000

/**
 * One camera picture as SVG with the map laid over exactly the part of it that the model was given. What is not
 * seen, outside of that and within it, is hatched, and the lane region outlined. `size` is the camera picture's, in pixels.
 */
export function overlayPicture(
  shown: ReportFrame,
  size: { width: number; height: number },
  recipe: Pick<Recipe, 'crop'>,
  style: OverlayStyle,
  label: string
): Markup {
  const unit = WIDTH / size.width
  const height = size.height * unit
  const seen = seenRect(recipe, size.width, size.height)
  const [x, y, w, h] = [seen.x, seen.y, seen.width, seen.height].map((pixels) => Number((pixels * unit).toFixed(3)))
  const place = markup`x="${x!}" y="${y!}" width="${w!}" height="${h!}" preserveAspectRatio="none"`
  const outside = `M0 0H${WIDTH}V${height}H0ZM${x} ${y}v${h}h${w}v-${h}Z`
  const within = style.seenPixels ? unseenWithin({ x: x!, y: y!, width: w!, height: h! }, style.seenPixels) : ''
  return markup`<svg class="picture" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">
<image href="${dataUrl('image/jpeg', shown.picture)}" width="${WIDTH}" height="${height}" preserveAspectRatio="none"/>
${
  shown.map && shown.map.sum > 0
    ? markup`<image href="${dataUrl('image/png', mapPng(shown.map, style))}" ${place}/>`
    : null
}
<path d="${outside}${within}" fill="url(#unseen)"/>
${shown.region ? outline(shown.region, WIDTH, height) : null}
</svg>`
}

/** What the model does not see of the part that it is given, as subpaths. */
function unseenWithin(part: Rect, seen: SeenPixels): string {
  const [unitX, unitY] = [part.width / seen.width, part.height / seen.height]
  const short = (value: number): number => Number(value.toFixed(2))
  return unseenAreas(seen)
    .map(({ x, y, width, height }) => {
      const w = short(width * unitX)
      return `M${short(part.x + x * unitX)} ${short(part.y + y * unitY)}h${w}v${short(height * unitY)}h-${w}Z`
    })
    .join('')
}

/** The pattern that `overlayPicture` fills unseen parts with; it must stand in the page once. */
export const unseenPattern = markup`<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>
<pattern id="unseen" width="22" height="22" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="22" height="22" fill="#0b0f14" fill-opacity=".55"/><rect width="3" height="22" fill="#fff" fill-opacity=".16"/>
</pattern></defs></svg>`

/**
 * The map as a picture of its own size; the stronger the attention, the brighter and the less transparent. Maps of
 * one drive differ in scale by a hundred times, so brightness follows the square root: one curve for all pictures.
 */
function mapPng(map: SaliencyMap, style: OverlayStyle): Buffer {
  const strength = style.reference > 0 ? map.scale / 255 / style.reference : 0
  const smooth = smoothMap(map.data, map.width, map.height)
  const indices = smooth.map((value) => Math.round(255 * Math.sqrt(Math.min(1, value * strength))))
  const palette = colourTables[style.table].slice()
  for (let i = 0; i < 256; i++) palette[i * 4 + 3] = Math.round(235 * Math.min(1, (i / 255) * 1.6))
  return indexedPng(indices, map.width, map.height, palette)
}

function outline(region: LaneRegion | CarriedRegion, width: number, height: number): Markup {
  const points = region.polygon.map(([x, y]) => `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`).join(' ')
  return markup`<polygon class="lane-casing" points="${points}"/><polygon class="lane${isCarried(region) ? ' carried' : ''}" points="${points}"/>`
}

function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`
}
