import { load } from '/tmp/h.ts'
import { dave2 } from '/work/main/test/fixtures/network.ts'
import { seededValues } from '/work/main/test/fixtures/seeded.ts'
import { steeringGraph } from '/work/main/src/main/saliency/steering.ts'
import { gradient } from '/work/main/src/main/saliency/gradient.ts'
import { visualBackprop } from '/work/main/src/main/saliency/visualBackprop.ts'
const target = { graph: dave2(), head: { output: 'angle', index: 0, unit: 'rad', positive: 'left' } } as const
const g:any = globalThis
const sessions:any = {}
sessions.forward = await load(steeringGraph(target))
const modes:any = { allT: ()=>true, allS: ()=>false, strideT: (op:any)=>op.strides[0]>1, 
  first: (op:any,n:any)=>!(n.shape[2]===3), stride1S_conv2S: (op:any,n:any)=>!(op.strides[0]===1||n.shape[2]===24), c36S: (op:any,n:any)=>!(op.strides[0]===1||n.shape[2]===36)}
for (const m in modes) { g.mode = modes[m]; sessions['grad '+m] = await load(gradient.build(target,'change')); if (m.length<8) sessions['vbp '+m]= await load(visualBackprop.build(target,'change')) }
const input = seededValues(8*66*200*3, 1)
const best:any = {}
for (let round=0; round<25; round++) for (const k in sessions) {
  const c0 = process.cpuUsage(); for (let i=0;i<3;i++) await sessions[k].run(input,8); const c = process.cpuUsage(c0)
  best[k] = best[k]??[]; best[k].push((c.user+c.system)/1000/24)
}
const med = (v:number[]) => v.toSorted((a,b)=>a-b)[v.length>>1]!
for (const key in best) console.log(key.padEnd(24), 'min', Math.min(...best[key]).toFixed(3), 'med', med(best[key]).toFixed(3), 'ratio', (Math.min(...best.forward)/Math.min(...best[key])).toFixed(3), med(best[key].map((v:number,i:number)=>best.forward[i]/v)).toFixed(3))
