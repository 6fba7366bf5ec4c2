# A tenant's namespace of vectors, in the store that the platform has: the platform's PostgreSQL (pgvector with an index of
# its own where the server offers it, else an exact search), Qdrant, where it is a collection, or Pinecone, where it is a
# project. No provider: `landlord` speaks to each.

variable "tenant" {
  description = "Tenant id."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.tenant))
    error_message = "A tenant id is 3 to 40 lower-case letters, digits and hyphens."
  }
}

variable "isolation" {
  description = "silo or bridge: a schema, or a collection, of its own; pool: shared tables. Row-level security in PostgreSQL."
  type        = string

  validation {
    condition     = contains(["silo", "bridge", "pool"], var.isolation)
    error_message = "Isolation is silo, bridge or pool."
  }
}

variable "region" {
  description = "The tenant's region; where its index is, in Pinecone."
  type        = string
}

variable "store" {
  description = "Where vectors are kept."
  type        = string
  default     = "postgres"

  validation {
    condition     = contains(["postgres", "qdrant", "pinecone"], var.store)
    error_message = "Vectors are kept in postgres, qdrant or pinecone."
  }

  validation {
    condition     = var.store == "postgres" || var.isolation != "pool"
    error_message = "Qdrant tells keys apart by collection only, and Pinecone by project, so vectors cannot be pooled there."
  }
}

variable "instance" {
  description = "The PostgreSQL that is the tenant's own, with its vectors too where the store is postgres; null = the platform's."
  type        = object({ address = string, secret = string, region = string })
  default     = null
}

locals {
  modules  = "${path.module}/.."
  postgres = var.store == "postgres"
  steps = sort(setunion(
    fileset(local.modules, "vector/sql/*.sql"),
    fileset(local.modules, "database/sql/{30,50}-*.sql"),
  ))
  commands = {
    postgres = {
      up   = "landlord database up \"$TENANT\" --layer vector --isolation \"$ISOLATION\" --sql \"$SQL\""
      down = "landlord database down \"$TENANT\" --layer vector --isolation \"$ISOLATION\" --sql \"$SQL\""
    }
    qdrant = {
      up   = "landlord vectors up \"$TENANT\" --store \"$STORE\""
      down = "landlord vectors down \"$TENANT\" --store \"$STORE\""
    }
    pinecone = {
      up   = "landlord vectors up \"$TENANT\" --store \"$STORE\" --region \"$REGION\""
      down = "landlord vectors down \"$TENANT\" --store \"$STORE\" --region \"$REGION\""
    }
  }
  places = {
    postgres = concat([var.tenant, var.isolation], var.instance == null ? [] : [var.instance.address])
    qdrant   = [var.tenant, var.store]
    pinecone = [var.tenant, var.store, var.region]
  }
  environments = {
    postgres = merge({ TENANT = var.tenant, ISOLATION = var.isolation, SQL = local.modules }, var.instance == null ? {} : {
      LANDLORD_INSTANCE        = var.instance.address
      LANDLORD_INSTANCE_SECRET = var.instance.secret
      LANDLORD_INSTANCE_REGION = var.instance.region
    })
    qdrant   = { TENANT = var.tenant, STORE = var.store }
    pinecone = { TENANT = var.tenant, STORE = var.store, REGION = var.region }
  }
}

module "objects" {
  source = "../undo-first"
  up     = local.commands[var.store].up
  down   = local.commands[var.store].down
  # In another store or region, or kept apart in another way, the vectors are elsewhere: a plan says so, and is held.
  place       = local.places[var.store]
  environment = local.environments[var.store]
  steps       = local.postgres ? sha256(join("", [for step in local.steps : filesha256("${local.modules}/${step}")])) : "1"
}

moved {
  from = terraform_data.undo
  to   = module.objects.terraform_data.undo
}

moved {
  from = terraform_data.made
  to   = module.objects.terraform_data.made
}
