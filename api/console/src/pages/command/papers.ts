/** The forms that together tell how things stand: the briefing and the status summary. */
export const SITREP: readonly string[] = ['201', '209']

/** Where a form can be fetched on paper. */
export function formPaper(postId: string, form: string, area: string | null): string {
  const query = new URLSearchParams({ as: 'docx', ...(area ? { area } : {}) })
  return `/api/v1/posts/${encodeURIComponent(postId)}/ics/${form}?${query}`
}
