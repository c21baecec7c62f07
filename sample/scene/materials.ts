import { Color, DoubleSide, type Material, MeshLambertMaterial, type Texture } from 'three'
import type { World } from '../world/world.ts'

export type Textures = Record<'asphalt' | 'grass' | 'paint' | 'plants' | 'props' | 'clouds', Texture>
export type Materials = Record<'asphalt' | 'grass' | 'paint' | 'plants' | 'props', Material>

/** What everything is made of, in the weather of a world. */
export function createMaterials({ weather }: World, textures: Textures): Materials {
  const asphalt = new MeshLambertMaterial({ map: textures.asphalt, vertexColors: true })
  const paint = new MeshLambertMaterial({
    map: textures.paint,
    vertexColors: true,
    transparent: true,
    depthWrite: false
  })
  Object.assign(paint, { polygonOffset: true, polygonOffsetFactor: -2, polygonOffsetUnits: -2 })
  for (const material of [asphalt, paint])
    wetten(material, weather.wet, new Color(...weather.sky.horizon).multiplyScalar(weather.sky.strength))
  const plants = new MeshLambertMaterial({
    map: textures.plants,
    vertexColors: true,
    alphaTest: 0.35,
    side: DoubleSide
  })
  // Leaves are lit from both sides: the normal of a sheet's back is not turned round.
  plants.onBeforeCompile = (shader) => {
    const unturned = 'vec3 normal = normalize(vNormal);\nvec3 nonPerturbedNormal = normal;'
    shader.fragmentShader = shader.fragmentShader.replace('#include <normal_fragment_begin>', unturned)
  }
  return {
    asphalt,
    paint,
    plants,
    grass: new MeshLambertMaterial({ map: textures.grass, vertexColors: true }),
    props: new MeshLambertMaterial({ map: textures.props, vertexColors: true, side: DoubleSide })
  }
}

/** Water makes asphalt darker, and at a flat angle it mirrors the sky (Schlick's approximation). */
function wetten(material: MeshLambertMaterial, wet: number, sky: Color): void {
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, { wet: { value: wet }, mirrored: { value: sky } })
    shader.fragmentShader = shader.fragmentShader
      .replace('#include <common>', '#include <common>\nuniform float wet;\nuniform vec3 mirrored;')
      .replace(
        '#include <opaque_fragment>',
        `float flat_ = 1.0 - abs(dot(normalize(vViewPosition), normal));
        outgoingLight = outgoingLight * (1.0 - 0.4 * wet) + mirrored * (0.04 + 0.5 * pow(flat_, 5.0)) * wet;
        #include <opaque_fragment>`
      )
  }
}
