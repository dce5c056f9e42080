/**
 * The last line of defence of the log: text that somebody else wrote (the messages of errors) is cleared of what looks like a
 * credential or like personal data. The first line is that nothing of a request but its route pattern is logged at all.
 */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '[token]'],
  [/\b(?:Bearer|Basic|DPoP)\s+[^\s"',;]+/gi, '[token]'],
  [/\b(postgres(?:ql)?:\/\/)[^@\s/]+@/gi, '$1[credentials]@'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[email]'],
  [/-?\b\d{1,3}\.\d{4,}\b/g, '[coordinate]'],
  [/\+\d[\d\s().-]{6,}\d/g, '[phone]'],
  [/\b(?:1[\s.-]?)?\(?246\)?[\s.-]?\d{3}[\s.-]?\d{4}\b/g, '[phone]'],
];

/** Replaces what looks like tokens, passwords in URLs, e-mail addresses, phone numbers and coordinates. */
export function scrub(text: string): string {
  return RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
