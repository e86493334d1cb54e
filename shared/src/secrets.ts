/**
 * At least 32 characters that do not repeat themselves: a guard against `secretsecretsecret…` and `changeme-changeme-…`, not a
 * measure of entropy.
 */
export function isStrongSecret(value: string): boolean {
  const triples = new Set(Array.from({ length: Math.max(0, value.length - 2) }, (_, at) => value.slice(at, at + 3)))
  return value.length >= 32 && new Set(value).size >= 10 && triples.size >= (value.length - 2) * 0.8
}
