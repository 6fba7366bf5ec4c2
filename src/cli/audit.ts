import type { Command } from 'commander'
import type { AuditOptions } from './run-audit.ts'

export function addAudit(program: Command): void {
  const audit = program
    .command('audit')
    .description(
      'audit verify, export, show, prove: who decided what, and proof that nobody changed it since',
    )
    .helpCommand(false)
    .addHelpText('after', groupHelp)
  addSource(audit.command('verify'))
    .option('--anchors <dir>', 'also hold it against checkpoints of a clone of the branch audit-anchors')
    .option('--key <file>', 'believe only this public key (PEM)')
    .description('check every entry, every link and every checkpoint; name the first bad entry')
    .addHelpText('after', verifyHelp)
    .action(async (options: AuditOptions) => (await work()).verify(options))
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
    .action(async (seq: string, options: AuditOptions) => (await work()).prove(seq, options))
}

const work = () => import('./run-audit.ts')

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
only as digests, so it may be given away.

Example:
  landlord audit export > chain.jsonl`

const proveHelp = `
Prints the entry, the checkpoint and the hashes between them (RFC 6962). Whoever has the checkpoint can check it without
the rest of the chain. An entry that is newer than the newest checkpoint cannot be proven yet.

Example:
  landlord audit prove 42 > proof.json`
