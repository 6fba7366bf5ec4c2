/** Where Pinecone keeps a serverless index. */
export type PineconePlace = Readonly<{ cloud: 'aws' | 'gcp' | 'azure'; region: string }>

/**
 * Regions of tenants in which Pinecone makes serverless indexes, and what it calls them: the very region, since an index
 * anywhere else would take the vectors out of the country that the gate decided on. From the table "Cloud regions" of
 * docs.pinecone.io/reference/api/2026-04/control-plane/create_index, as read on 2026-11-22 up to Frankfurt; what may stand
 * below that row was not seen. The plan Starter has us-east-1 only.
 */
export const pineconeRegions: Readonly<Record<string, PineconePlace>> = {
  'us-east-1': { cloud: 'aws', region: 'us-east-1' },
  'us-west-2': { cloud: 'aws', region: 'us-west-2' },
  'eu-west-1': { cloud: 'aws', region: 'eu-west-1' },
  'eu-central-1': { cloud: 'aws', region: 'eu-central-1' },
}
