// The pages in the bar, in their order: a name of the router, and a message `page.<name>`.
export const PAGES: readonly { name: string }[] = [{ name: 'desk' }]
