/** What several ask for while it is under way is done once for all of them. */
export function together(work: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | null = null
  return () => (doing ??= work().finally(() => (doing = null)))
}
