/** The one style sheet: quiet, readable, light or dark as the reader's machine is. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f7f6f3; --card: #ffffff; --ink: #1f2328; --quiet: #667085; --line: #e4e2dc; --sunk: #f3f1ec;
  --accent: #3f51b5; --accent-ink: #ffffff; --accent-soft: #eceffb;
  --good: #1a7f4b; --good-soft: #e3f5ea; --bad: #b42318; --bad-soft: #fdecea; --wait: #9a6700; --wait-soft: #fff4d6;
  --merged: #6f42c1; --shadow: 0 1px 2px rgb(20 20 20 / 6%);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --card: #1c1f25; --ink: #e6e8ec; --quiet: #98a2b3; --line: #2d323b; --sunk: #16181d;
    --accent: #8c9eff; --accent-ink: #12141c; --accent-soft: #242a45;
    --good: #5fd08f; --good-soft: #143023; --bad: #ff8a80; --bad-soft: #3a1b1a; --wait: #e8b64c; --wait-soft: #352a10;
    --merged: #b79cf5; --shadow: none;
  }
}
* { box-sizing: border-box }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
a { color: var(--accent); text-decoration: none }
a:hover { text-decoration: underline }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px }
h1 { font-size: 1.45rem; line-height: 1.25; margin: 0; flex: 1; min-width: 12rem; overflow-wrap: anywhere; font-weight: 650 }
h1 .quiet { font-weight: 400 }
h2 { font-size: 1rem; margin: 0 0 .5rem }
code, .mono, pre { font-family: var(--mono); font-size: .87em }
code { background: var(--sunk); border-radius: 5px; padding: .1em .35em; overflow-wrap: anywhere }
.quiet { color: var(--quiet); font-size: .9em }

.top { background: var(--card); border-bottom: 1px solid var(--line) }
.bar, .top nav, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem }
.bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .6rem 1rem; padding-top: .8rem }
.home { font-weight: 650; color: var(--ink); font-size: 1.05rem }
.key { display: inline-grid; place-items: center; width: 1.7rem; height: 1.7rem; margin-right: .35rem; border-radius: .5rem;
  background: var(--accent); color: var(--accent-ink); font-size: .95rem }
.person { display: flex; align-items: center; gap: .45rem; min-width: 0 }
.person label { color: var(--quiet); font-size: .9em; white-space: nowrap; margin: 0 }
.person select { max-width: 17rem; min-width: 0; margin: 0; padding: .3rem .5rem; width: auto }
.person button { padding: .3rem .7rem }
.top nav { display: flex; gap: .25rem; padding-top: .5rem; overflow-x: auto }
.top nav a { padding: .5rem .8rem; color: var(--quiet); border-bottom: 2px solid transparent; white-space: nowrap }
.top nav a[aria-current] { color: var(--ink); border-color: var(--accent); font-weight: 600 }
.top nav a:hover { color: var(--ink); text-decoration: none }
main { padding-top: 1.5rem; padding-bottom: 2rem }
footer { color: var(--quiet); font-size: .85rem; padding-bottom: 2rem }

.heading { display: flex; flex-wrap: wrap; align-items: center; gap: .7rem 1rem; margin-bottom: 1rem }
.meta { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; margin: -.3rem 0 1.2rem }
.meta > span:last-child { flex: 1; min-width: 14rem }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; gap: 1.25rem; align-items: start }
.columns h2 { margin-top: 0 }
.main > h2 { margin: 1.5rem 0 .7rem }
aside { position: sticky; top: 1rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); margin: 0 0 1rem; overflow: hidden }
.card > header { display: flex; align-items: center; gap: .6rem; padding: .65rem 1rem; border-bottom: 1px solid var(--line); background: var(--sunk) }
.card > header:last-child { border-bottom: 0 }
.pad { padding: 1rem 1.1rem } .pad > p:first-child { margin-top: 0 }
.empty { padding: 3rem 1rem; text-align: center }
.empty p { margin: .2rem }
.refusal { background: var(--bad-soft); border: 1px solid var(--bad); border-radius: 12px; padding: .7rem 1rem; margin: 0 0 1rem; overflow-wrap: anywhere }

.rows { list-style: none; padding: 0 }
.rows li { display: flex; align-items: center; gap: .8rem; padding: .8rem 1.1rem }
.rows li + li { border-top: 1px solid var(--line) }
.grow { flex: 1; min-width: 0 }
.title { color: var(--ink); font-weight: 600; overflow-wrap: anywhere }
.side { display: flex; align-items: center; gap: .6rem; white-space: nowrap }
.choice { display: inline-flex; border: 1px solid var(--line); border-radius: 9px; overflow: hidden; background: var(--card) }
.choice a { padding: .3rem .8rem; color: var(--quiet) }
.choice a[aria-current] { background: var(--accent-soft); color: var(--accent); font-weight: 600 }

.avatar { display: inline-grid; place-items: center; flex: none; width: 1.9rem; height: 1.9rem; border-radius: 50%; color: #fff; font-weight: 650; font-size: .85rem }
.hue0 { background: #b4544a } .hue1 { background: #a5692b } .hue2 { background: #6f7f2a } .hue3 { background: #2e8560 }
.hue4 { background: #2a7f93 } .hue5 { background: #4668b5 } .hue6 { background: #7a58b3 } .hue7 { background: #a84f86 }
.pill { display: inline-block; padding: .08rem .6rem; border-radius: 1rem; border: 1px solid var(--line); color: var(--quiet); font-size: .8rem; font-weight: 600 }
.pill.open { color: var(--good); background: var(--good-soft); border-color: transparent }
.pill.closed { color: var(--bad); background: var(--bad-soft); border-color: transparent }
.pill.merged { color: var(--merged); border-color: currentColor }
.state { display: inline-flex; align-items: center; gap: .4rem; white-space: nowrap; font-size: .9em; color: var(--quiet) }
.mark { display: inline-grid; place-items: center; width: 1.35rem; height: 1.35rem; border-radius: 50%; font-size: .78rem; font-weight: 700;
  background: var(--sunk); color: var(--quiet); }
.good .mark { background: var(--good-soft); color: var(--good) }
.bad .mark { background: var(--bad-soft); color: var(--bad) }
.wait .mark { background: var(--wait-soft); color: var(--wait) }
.busy .mark { background: var(--accent-soft); color: var(--accent); animation: turn 1.6s linear infinite }
@keyframes turn { to { transform: rotate(360deg) } }
@media (prefers-reduced-motion: reduce) { .busy .mark { animation: none } }

label { display: block; margin: .7rem 0 .25rem; font-weight: 600; font-size: .9rem }
input, textarea, select {
  width: 100%; padding: .55rem .7rem; border: 1px solid var(--line); border-radius: 9px; background: var(--page); color: var(--ink); font: inherit
}
textarea { resize: vertical; display: block }
textarea.mono { font-family: var(--mono); font-size: .85rem; line-height: 1.5 }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .7rem }
button, .button {
  display: inline-block; border: 1px solid var(--line); border-radius: 9px; padding: .45rem .9rem; background: var(--card); color: var(--ink);
  font: inherit; font-weight: 600; font-size: .92rem; cursor: pointer; text-align: center
}
button:hover, .button:hover { border-color: var(--quiet); text-decoration: none }
.primary, .primary:hover { background: var(--accent); border-color: var(--accent); color: var(--accent-ink) }
.primary:hover { filter: brightness(1.08) }
button.good { color: var(--good); border-color: currentColor } button.bad { color: var(--bad); border-color: currentColor }
.decide button { flex: 1; white-space: nowrap; padding-left: .6rem; padding-right: .6rem }
.check h2, .decide h2 { display: flex; align-items: center; gap: .5rem }
.wide-button { width: 100% }

.said.approved > header { background: var(--good-soft) }
.said.changes-requested > header { background: var(--bad-soft) }
.prose { padding: .3rem 1.1rem .8rem; overflow-wrap: anywhere }
.prose.small { padding: 0; font-size: .92em }
.prose h1, .prose h2, .prose h3, .prose h4 { font-size: 1.02rem; margin: 1rem 0 .4rem; min-width: 0 }
.prose h3:first-child { font-size: 1.15rem }
.prose p { margin: .5rem 0 }
.prose ul, .prose ol { padding-left: 1.3rem; margin: .5rem 0 }
.prose pre { background: var(--sunk); padding: .7rem; border-radius: 9px; overflow-x: auto }
.prose pre code { padding: 0; background: none }
.prose details { border-top: 1px solid var(--line); padding: .45rem 0 }
.prose summary { cursor: pointer; font-weight: 600; font-size: .93rem }
.prose sub { color: var(--quiet); font-size: .82em; vertical-align: baseline }
.wide { overflow-x: auto }
.prose table { border-collapse: collapse; font-size: .9em; margin: .5rem 0; min-width: 100% }
.prose th, .prose td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: normal }
.prose td code { white-space: nowrap }
.prose th { color: var(--quiet); font-weight: 600; white-space: nowrap }
.prose .right { text-align: right; white-space: nowrap }
.notes { list-style: none; padding: 0; margin: .6rem 0 0; font-size: .88em }
.notes li { border-left: 3px solid var(--wait); padding: .15rem 0 .15rem .7rem; margin: .6rem 0; overflow-wrap: anywhere }
.notes .failure { border-color: var(--bad) } .notes .notice { border-color: var(--accent) }
.notes .mono { color: var(--quiet) }

.diff .count { margin-left: auto; white-space: nowrap; font-size: .85em }
.diff header strong { overflow-wrap: anywhere; font-weight: 600 }
ins, del { text-decoration: none; font-family: var(--mono) } ins { color: var(--good) } del { color: var(--bad) }
.diff table { border-collapse: collapse; width: 100%; font: .8rem/1.6 var(--mono) }
.diff td { padding: 0 .7rem; vertical-align: top }
.diff .no { width: 1%; min-width: 2.6rem; padding: 0 .5rem; text-align: right; color: var(--quiet); user-select: none; opacity: .75 }
.diff .text { white-space: pre; tab-size: 2 }
.diff .add { background: var(--good-soft) } .diff .del { background: var(--bad-soft) }
.diff .hunk td { background: var(--accent-soft); color: var(--quiet) }
.diff .none { padding: .8rem 1rem; font-family: inherit; color: var(--quiet) }
.annotation td { padding: .5rem .7rem; background: var(--card) }
.annotation div { border: 1px solid var(--line); border-left: 3px solid var(--wait); border-radius: 8px; padding: .45rem .8rem;
  font: .9rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; max-width: 46rem }
.annotation p { margin: 0 } .message { white-space: pre-line }
.annotation.failure div { border-left-color: var(--bad) } .annotation.notice div { border-left-color: var(--accent) }

.steps { list-style: none; margin: 0; padding: .5rem 1rem }
.steps li { display: flex; gap: .6rem; align-items: center; padding: .22rem 0; overflow-wrap: anywhere }
.log { border-top: 1px solid var(--line); background: var(--sunk); padding: .6rem 1rem; overflow-x: auto }
.log pre { margin: 0; font-size: .78rem; line-height: 1.55 }
.log summary { font: .78rem/1.7 var(--mono); cursor: pointer; color: var(--accent) }
.log details pre { padding: .2rem 0 .4rem 1rem; color: var(--quiet) }
.line { display: block; min-height: 1.55em } .line.error { color: var(--bad) } .line.warning { color: var(--wait) } .line.notice { color: var(--accent) }

@media (max-width: 52rem) {
  .columns { grid-template-columns: minmax(0, 1fr) }
  .columns { gap: 0 } aside { display: contents } .check { order: 0 } .main { order: 1 } .decide { order: 2 }
  .bar, .top nav, main, footer { padding-left: .9rem; padding-right: .9rem }
  .top nav { padding-left: .4rem }
  .person { width: 100% } .person select { flex: 1; max-width: none }
  .rows li { flex-wrap: wrap; padding: .8rem .9rem } .side { width: 100%; padding-left: 2.7rem }
  .side:empty { display: none }
  h1 { font-size: 1.25rem }
}
`
