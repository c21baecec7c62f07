import type { Road } from '../world/road.ts'
import type { Plant } from '../world/scenery.ts'
import type { World } from '../world/world.ts'
import { MeshBuilder, type Tint, type Vector } from './mesh.ts'
import { plantPatch } from './plantPictures.ts'

/** Width of a plant's picture for a height of 1, and how deep its foot stands in the ground. */
const widths: Record<Plant['kind'], number> = { broadleaf: 1, conifer: 0.8, bush: 1.35, grass: 1.6 }

/** All plants of one stretch as crossed pictures, tall ones (which throw shadows) apart from low ones. */
export function plantMeshes(world: World, plants: readonly Plant[]): { tall: MeshBuilder; low: MeshBuilder } {
  const meshes = { tall: new MeshBuilder(), low: new MeshBuilder() }
  for (const plant of plants) {
    const tall = plant.kind === 'broadleaf' || plant.kind === 'conifer'
    const foot = groundPoint(world.road, world.land, plant.s, plant.offset)
    const tint = plantTint(plant)
    const turns = plant.kind === 'grass' ? 2 : tall ? 3 : 2
    for (let i = 0; i < turns; i++) {
      const angle = plant.variant + (Math.PI * i) / turns
      const half = (plant.height * widths[plant.kind]) / 2
      const [dx, dy] = [Math.cos(angle) * half, Math.sin(angle) * half]
      const [x, y, z] = foot
      const sunk = z - plant.height * 0.03
      const top = z + plant.height
      const corners: [Vector, Vector, Vector, Vector] = [
        [x - dx, y - dy, sunk],
        [x + dx, y + dy, sunk],
        [x + dx, y + dy, top],
        [x - dx, y - dy, top]
      ]
      // All sheets of a plant are lit alike, or their crossing would show as a seam.
      meshes[tall ? 'tall' : 'low'].quad(corners, tint, plantPatch(plant.kind, plant.variant), [0, 0, 1])
    }
  }
  return meshes
}

/** A point of the land beside the road, as the ground mesh has it. */
export function groundPoint(road: Road, land: World['land'], s: number, offset: number): Vector {
  const [x, y, z] = road.point(s, offset)
  const share = Math.min(1, Math.max(0, (Math.abs(offset) - 9) / 26))
  const wild = share * share * (3 - 2 * share)
  return [x, y, z * (1 - wild) + land(x, y) * wild - 0.1]
}

function plantTint({ brightness, hue, kind }: Plant): Tint {
  const warm = kind === 'conifer' ? 0.05 : 0.16
  return [brightness * (1 + hue * warm), brightness * (1 + hue * warm * 0.25), brightness * (1 - hue * warm * 0.5)]
}
