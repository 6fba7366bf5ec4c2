/** Who works at the sandbox's organisation. */
export type Person = Readonly<{ login: string; name: string; role: string; teams: readonly string[] }>

export const organization = 'acme'
export const repository = 'estate'
export const estate = `${organization}/${repository}`

export const people: readonly [Person, ...Person[]] = [
  { login: 'ria', name: 'Ria Sharma', role: 'asks for tenants of retail', teams: ['requesters'] },
  { login: 'hari', name: 'Hari Menon', role: 'asks for tenants of health', teams: ['requesters'] },
  { login: 'esha', name: 'Esha Iyer', role: 'asks for tenants of education', teams: ['requesters'] },
  { login: 'carla', name: 'Carla Dsouza', role: 'is the CFO', teams: ['cfo'] },
  { login: 'tom', name: 'Tom Fernandes', role: 'is the CTO', teams: ['cto'] },
  { login: 'lena', name: 'Lena Kapoor', role: 'speaks for Legal', teams: ['legal'] },
  { login: 'colin', name: 'Colin Roy', role: 'speaks for Compliance', teams: ['compliance'] },
  { login: 'dana', name: 'Dana Mathew', role: 'is the data protection officer', teams: ['dpo'] },
  { login: 'pat', name: 'Pat Nair', role: 'runs the platform', teams: ['platform'] },
  { login: 'petra', name: 'Petra Joshi', role: 'runs the platform', teams: ['platform'] },
]

export const nameOf = (login: string): string =>
  people.find((person) => person.login === login)?.name ?? login
