type DemoDocument = Readonly<{ id: string; title: string; body: string }>

/** What a tenant with the feature `demoDocuments` finds on its first day. Fixed ids: they are seeded once, and known as ours. */
export const demoDocuments: readonly DemoDocument[] = [
  {
    id: '5eed0000-0000-4000-8000-000000000001',
    title: 'Welcome',
    body: 'These three documents are yours to search, to change and to delete. Ask: "What can I do here?"',
  },
  {
    id: '5eed0000-0000-4000-8000-000000000002',
    title: 'How your documents are kept apart',
    body: 'Each row carries your tenant id, and the database shows a session only the rows of its own tenant.',
  },
  {
    id: '5eed0000-0000-4000-8000-000000000003',
    title: 'What your plan allows',
    body: 'Queries a minute, documents a month and storage are in your configuration; your administrator changes them by pull request.',
  },
]
