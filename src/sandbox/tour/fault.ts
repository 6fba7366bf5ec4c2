import pg from 'pg'
import { namesOf } from '../../database/names.ts'

/**
 * The trap of the tour: what a forgotten trigger on a database server can do. It switches row-level security off
 * again in the schema of one tenant, after whoever switched it on has looked away.
 */
export async function plantFault(platformUrl: string, tenant: string): Promise<void> {
  const client = new pg.Client({ connectionString: platformUrl })
  await client.connect()
  try {
    await client.query(`
      create or replace function public.old_maintenance() returns event_trigger language plpgsql as $$
      declare found record;
      begin
        for found in
          select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = ${pg.escapeLiteral(namesOf(tenant, 'bridge').schema)} and c.relkind = 'r' and c.relrowsecurity
        loop
          execute format('alter table %s disable row level security', found.name);
        end loop;
      end $$`)
    await client.query('drop event trigger if exists old_maintenance')
    await client.query(
      "create event trigger old_maintenance on ddl_command_end when tag in ('CREATE POLICY', 'GRANT') execute function public.old_maintenance()",
    )
  } finally {
    await client.end()
  }
}
