import type { Command } from 'commander'
import type { AuditOptions } from './audit-source.ts'
import type { VerifyOptions } from './run-audit.ts'
import type { EraseOptions } from './run-audit-erase.ts'

export function addAudit(program: Command): void {
  const audit = program
    .command('audit')
    .description(
      'audit verify, export, show, prove, extend, check-proof, erase: who decided what, and proof that nobody changed it since',
    )
    .helpCommand(false)
    .addHelpText('after', groupHelp)
  addSource(audit.command('verify'))
    .option('--anchors <dir>', 'also hold it against checkpoints of a clone of the branch audit-anchors')
    .option('--key <file>', 'believe only this public key (PEM)')
    .description('check every entry, every link and every checkpoint; name the first bad entry')
    .addHelpText('after', verifyHelp)
    .action(async (options: VerifyOptions) => (await work()).verify(options))
  addSource(audit.command('export'))
    .description('write the chain and its checkpoints as JSON Lines')
    .addHelpText('after', exportHelp)
    .action(async (options: AuditOptions) => (await work()).exportChain(options))
  addSource(audit.command('show').argument('<tenant>', 'tenant id'))
    .description('tell what happened to a tenant, oldest first')
    .addHelpText('after', '\nExample:\n  landlord audit show sunrise-health')
    .action(async (tenant: string, options: AuditOptions) => (await work()).show(tenant, options))
  addSource(audit.command('prove').argument('<seq>', 'number of the entry, as "audit show" has it'))
    .description('prove that one entry is under the newest checkpoint, without showing any other')
    .addHelpText('after', proveHelp)
    .action(async (seq: string, options: AuditOptions) => (await proving()).prove(seq, options))
  addSource(
    audit.command('extend').argument('<checkpoint>', 'file of an older checkpoint, as audit-anchors has it'),
  )
    .description('prove that what an older checkpoint covered is the beginning of what the newest one covers')
    .addHelpText('after', extendHelp)
    .action(async (file: string, options: AuditOptions) => (await proving()).extend(file, options))
  audit
    .command('check-proof')
    .argument('<file>', 'what "audit prove" or "audit extend" printed')
    .option('--key <file>', 'believe only this public key (PEM)')
    .description('check a proof, with nothing but the proof')
    .addHelpText('after', checkProofHelp)
    .action(async (file: string, options: Readonly<{ key?: string }>) =>
      (await proving()).checkProof(file, options),
    )
  audit
    .command('erase')
    .argument('<person>', 'login or e-mail address')
    .option('--estate <owner/repo>', 'which estate of the registry; not needed where it has one')
    .option('--reference <words>', 'number of the request, kept in the chain: no name')
    .option('--yes', 'do not ask')
    .description('forget a person: whom digests mean, and their name elsewhere; the chain still verifies')
    .addHelpText('after', eraseHelp)
    .action(async (person: string, options: EraseOptions) =>
      (await import('./run-audit-erase.ts')).erase(person, options),
    )
}

const work = () => import('./run-audit.ts')
const proving = () => import('./run-audit-prove.ts')

const addSource = (command: Command): Command =>
  command
    .option('--from <file>', 'read an export instead of the registry')
    .option('--estate <owner/repo>', 'which estate of the registry; not needed where it has one')

const groupHelp = `
Every decision, broken glass and step of an operation is a line of a hash chain in the registry. From time to time Landlord
signs what the chain is (a checkpoint) and commits that to the branch audit-anchors of the estate.

Reads the registry at DATABASE_URL, else the embedded one under LANDLORD_HOME.

Example:
  landlord audit verify`

const verifyHelp = `
The chain by itself shows an entry that was changed, removed, added or moved. That the end is missing or was written anew
only a checkpoint shows, and one that lies beside the chain may have been replaced along with it: so clone the branch
audit-anchors somewhere else, keep the key, and pass both.

Exit code 0: everything fits; 1: it does not, and the first bad entry is named; 2: it could not be read.

Examples:
  landlord audit verify
  git clone --branch audit-anchors https://github.com/acme/estate anchors
  landlord audit verify --from chain.jsonl --anchors anchors/checkpoints --key audit-key.pem`

const exportHelp = `
One JSON object a line: the estate, its entries in order, its checkpoints. Names of people and what they wrote are in it
only as digests, so it may be given away. A line is described by schemas/audit-export.schema.json, a checkpoint (also of the
branch audit-anchors) by schemas/audit-checkpoint.schema.json.

Example:
  landlord audit export > chain.jsonl`

const proveHelp = `
Prints the entry, the checkpoint and the hashes between them (RFC 6962, 2.1.1). Whoever has the checkpoint can check it
without the rest of the chain; schemas/audit-proof.schema.json describes it. An entry that is newer than the newest checkpoint cannot be proven yet.

Example:
  landlord audit prove 42 > proof.json`

const extendHelp = `
Prints both checkpoints and the hashes between them (RFC 6962, 2.1.2). Whoever kept the older one can check that nothing it
covered was changed, without seeing a single entry. schemas/audit-proof.schema.json describes it.

Exit code 0: it is the beginning; 1: it is not, something was written anew; 2: it could not be read.

Example:
  landlord audit extend anchors/checkpoints/000000000042.json > proof.json`

const checkProofHelp = `
Needs no registry and no chain. Exit code 0: it proves what it says; 1: it does not; 2: it could not be read.

Example:
  landlord audit check-proof proof.json --key audit-key.pem`

const eraseHelp = `
Removes the person's name, its salt, and the texts that name them from beside the chain; "audit show" then says [erased …]. The
chain stays as it is and verifies; that it was done is an entry, without the name. In decisions, operations and notices they are
called erased-… from then on, and what was kept of their deliveries goes. It cannot be taken back. Needs the owner of the registry:
DATABASE_ADMIN_URL, else DATABASE_URL.

Exit code 0: erased; 1: what is under way, or deployed, names them still; 2: nobody of that name is there, or it was not confirmed.

Example:
  landlord audit erase carla --reference DSR-12 --yes`
