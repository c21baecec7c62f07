/** The report's style sheet. It also prints: nothing depends on a dark background, and an event never breaks apart. */
export const reportStyle = `
:root { color-scheme: light; --ink: #14202b; --soft: #5a6a78; --rule: #dde3e8; --paper: #fff; --wash: #f5f7f9;
  --recorded: #8795a1; --predicted: #1467c7; --lanes: #12805c; --alarm: #d9480f; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--wash); color: var(--ink); font: 15px/1.55 system-ui, 'Segoe UI', Roboto, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
header p, .soft { color: var(--soft); }
h1 { font-size: 30px; line-height: 1.2; margin: 4px 0 12px; letter-spacing: -.01em; }
h2 { font-size: 19px; margin: 36px 0 12px; }
h3 { font-size: 16px; margin: 0 0 4px; }
p { margin: 0 0 10px; max-width: 84ch; }
section.card, article.event { background: var(--paper); border: 1px solid var(--rule); border-radius: 10px; padding: 18px; margin: 0 0 16px; }
header .lead { font-size: 17px; color: var(--ink); margin-bottom: 18px; }
header .verdict-lead { font-size: 18px; font-weight: 600; color: var(--ink); }
.share-bar { position: relative; height: 14px; margin: 6px 0 4px; border-radius: 5px; background: #e9edf0; } .share-bar i { position: absolute; top: 0; bottom: 0; }
.share-bar .chance { background: repeating-linear-gradient(135deg, #8795a1 0 1.5px, transparent 1.5px 6px); } .share-bar .share { background: #c29400; border-radius: 3px; } .share-bar .lane { background: var(--lanes); } .share-bar .elsewhere { background: var(--alarm); }
.share-bar + .scale-ends { max-width: none; margin-bottom: 8px; } .opening .tested { font-size: 13.5px; margin-bottom: 8px; }
section.card > p:last-child, .opening p { margin-bottom: 0; }
.opening .picture { margin-bottom: 8px; } .opening .legend { margin-bottom: 20px; } .opening p + h3 { margin-top: 16px; }
.picture { display: block; width: 100%; height: auto; border-radius: 6px; background: #000; }
.lane-casing { fill: none; stroke: #000; stroke-opacity: .55; stroke-width: 5; vector-effect: non-scaling-stroke; }
.lane { fill: none; stroke: #39e6a5; stroke-width: 2.5; vector-effect: non-scaling-stroke; } .lane.carried { stroke-dasharray: 9 6; }
.opening { display: grid; grid-template-columns: 3fr 2fr; gap: 20px; align-items: start; }
.whereabouts { display: flex; height: 26px; border-radius: 6px; overflow: hidden; margin: 6px 0 8px; }
.whereabouts div { min-width: 1px; }
.legend { list-style: none; margin: 0; padding: 0; columns: 2; font-size: 13.5px; }
.legend li { padding-left: 17px; text-indent: -17px; break-inside: avoid; }
.legend i, .key i { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin: 0 6px 0 0; }
.key { float: right; font-weight: 400; color: var(--soft); } .key i { margin-left: 14px; height: 3px; vertical-align: 4px; }
.zone-lanes { background: var(--lanes); } .zone-left { background: #6741d9; } .zone-right { background: #1c7ed6; }
.zone-above { background: #f59f00; } .zone-below { background: #868e96; }
.chart { margin: 0 0 14px; } .chart figcaption { font-weight: 600; font-size: 13.5px; margin-bottom: 2px; }
.chart svg { display: block; width: 100%; height: auto; }
.plot { fill: #fafbfc; stroke: var(--rule); } .grid { stroke: #e6ebef; } .tick { font-size: 11px; fill: var(--soft); }
.line { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
.line.recorded { stroke: var(--recorded); } .line.predicted { stroke: var(--predicted); } .line.lanes { stroke: var(--lanes); }
.line.threshold { stroke: var(--alarm); stroke-dasharray: 5 4; stroke-width: 1; } .line.threshold.leave { stroke-dasharray: 1.5 4; }
.under { fill: var(--alarm); fill-opacity: .07; } .nominal { fill: #1c7ed6; }
i.recorded { background: var(--recorded); } i.predicted { background: var(--predicted); } i.lanes { background: var(--lanes); }
i.threshold { background: none; height: 0; border-top: 2px dashed var(--alarm); border-radius: 0; } i.threshold.leave { border-top-style: dotted; }
.band { fill-opacity: .2; } .band.left { fill: #f76707; } .band.lost { fill: #e6b400; fill-opacity: .26; } .band.jumped { fill: #7048e8; }
.band.confirmed { fill-opacity: .42; } .band.dismissed { fill: #868e96; fill-opacity: .14; }
.kind.left { color: #b23c06; } .kind.lost { color: #7a5c00; } .kind.jumped { color: #5f3dc4; }
.event { display: grid; grid-template-columns: 2fr 3fr; gap: 18px; break-inside: avoid; }
.event.dismissed { opacity: .72; }
.verdict { display: inline-block; border-radius: 99px; padding: 1px 10px; font-size: 12.5px; background: #fff0e3; color: #a33a06; margin-left: 8px; vertical-align: 1px; font-weight: 600; }
.verdict.confirmed { background: #ffe3e3; color: #b02525; } .verdict.unsure { background: #fff6d6; color: #7a5b00; } .verdict.dismissed { background: #e9ecef; color: #495057; }
.note { border-left: 3px solid var(--rule); padding-left: 10px; white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; margin: 0; font-size: 14px; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.strip { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px; } .strip figure { margin: 0; break-inside: avoid; } .strip figcaption { font-size: 12.5px; color: var(--soft); }
.scale { height: 12px; border-radius: 6px; max-width: 340px; print-color-adjust: exact; } .scale-ends { display: flex; justify-content: space-between; max-width: 340px; font-size: 12.5px; color: var(--soft); }
.warnings li { margin-bottom: 4px; }
table { border-collapse: collapse; font-size: 13.5px; } td, th { text-align: left; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--rule); }
@media (max-width: 760px) { .opening, .event { grid-template-columns: 1fr; } .strip { grid-template-columns: 1fr 1fr; } }
@media print { body { background: #fff; font-size: 11pt; } main { max-width: none; padding: 0; } section.card { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`
