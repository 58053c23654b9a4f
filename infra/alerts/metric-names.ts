/** PromQL's words that stand where a metric could; functions are known by their parenthesis. */
const WORDS = new Set(
  'and or unless by without on ignoring group_left group_right offset bool'.split(' '),
);
/** Labels, durations and texts: what holds names that are not metrics. */
const NOT_METRICS = /"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(by|without|on|ignoring)\s*\([^)]*\)/g;
const NAME = /(?<![\w:])[a-zA-Z_:][\w:]*(?!\w|\s*\()/g;

/** The metrics that a PromQL expression reads, each once, in order of appearance. */
export function metricNames(expression: string): readonly string[] {
  const names = expression.replace(NOT_METRICS, ' ').match(NAME) ?? [];
  return [...new Set(names.filter((name) => !WORDS.has(name)))];
}
