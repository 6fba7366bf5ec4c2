# A tenant's namespace of vectors inside the platform's PostgreSQL: pgvector with an index of its own where the server
# offers it, else an exact search. Undo first, for the reason told in ../database/main.tf.
#
# There is no variant for Qdrant or Pinecone: neither could be tried for real here, and an untried one would only pretend.

variable "tenant" {
  description = "Tenant id."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.tenant))
    error_message = "A tenant id is 3 to 40 lower-case letters, digits and hyphens."
  }
}

variable "isolation" {
  description = "silo or bridge: a schema of its own; pool: shared tables. Row-level security in all of them."
  type        = string

  validation {
    condition     = contains(["silo", "bridge", "pool"], var.isolation)
    error_message = "Isolation is silo, bridge or pool."
  }
}

locals {
  modules = "${path.module}/.."
  steps = sort(setunion(
    fileset(local.modules, "vector/sql/*.sql"),
    fileset(local.modules, "database/sql/{30,50}-*.sql"),
  ))
}

resource "terraform_data" "undo" {
  input = {
    tenant    = var.tenant
    isolation = var.isolation
    sql       = local.modules
  }

  triggers_replace = [var.tenant, var.isolation]

  provisioner "local-exec" {
    when    = destroy
    command = "landlord database down \"$TENANT\" --layer vector --isolation \"$ISOLATION\" --sql \"$SQL\""
    environment = {
      TENANT    = self.input.tenant
      ISOLATION = self.input.isolation
      SQL       = self.input.sql
    }
  }
}

resource "terraform_data" "made" {
  triggers_replace = [
    terraform_data.undo.id,
    sha256(join("", [for step in local.steps : filesha256("${local.modules}/${step}")])),
  ]

  provisioner "local-exec" {
    command = "landlord database up \"$TENANT\" --layer vector --isolation \"$ISOLATION\" --sql \"$SQL\""
    environment = {
      TENANT    = terraform_data.undo.output.tenant
      ISOLATION = terraform_data.undo.output.isolation
      SQL       = terraform_data.undo.output.sql
    }
  }
}
