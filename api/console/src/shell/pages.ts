// The pages in the bar, in their order: a name of the router, a message `page.<name>`, whose they are.
export const PAGES: readonly { name: string; role?: string }[] = [
  { name: 'desk' },
  { name: 'command' },
  { name: 'duty' },
  { name: 'replay' },
  { name: 'drills', role: 'DIRECTOR' },
]
