const BREAKOUTS = [
  '',
  '">',
  "'>",
  '`>',
  '</td></tr></table>',
  '</textarea>',
  '</script>',
  '</style>',
  '-->',
  ']]>',
]

const PAYLOADS = [
  '<script>hit=1</script>',
  '<img src=x onerror=hit=1>',
  '<svg onload=hit=1>',
  '<svg><script>hit=1</script></svg>',
  '<iframe srcdoc="<script>parent.hit=1</script>">',
  '<a href=javascript:hit=1>click</a>',
  '<b onmouseover=hit=1>b</b>',
  '<details open ontoggle=hit=1>',
  '<input autofocus onfocus=hit=1>',
  '<video><source onerror=hit=1></video>',
  '<math><mtext><img src=x onerror=hit=1></mtext></math>',
  '<style>*{display:none}</style>',
  '<meta http-equiv=refresh content=0;url=//evil.example>',
  '<base href=//evil.example>',
  '<form action=//evil.example><button>go</button></form>',
  '&lt;script&gt;hit=1&lt;/script&gt;',
  '{{constructor.constructor("hit=1")()}}',
  '${hit=1}',
  'javascript:hit=1',
  '\u202e\u2066gpj.exe\u0007<img src=x onerror=hit=1>\u200b',
]

/** A page that does not escape these texts gets foreign markup, or scripts that set `hit`. */
export const HOSTILE_TEXTS: readonly string[] = BREAKOUTS.flatMap((breakout) =>
  PAYLOADS.map((payload) => `${breakout}${payload}`),
)
