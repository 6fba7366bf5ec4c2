# A tenant's objects inside the platform's PostgreSQL. No provider: `landlord database` runs the SQL beside this file in
# one transaction, as often as one likes.
#
# Two resources, undo first. When a create provisioner fails, Terraform taints its resource and never runs that resource's
# destroy provisioner, so one resource with both would leak half-made objects. Here the one that can undo exists before
# anything is made, and goes after all else is gone.

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
  steps   = sort(fileset("${path.module}/sql", "*.sql"))
}

resource "terraform_data" "undo" {
  # Plain text in the state: no secret here. The connection comes from the environment.
  input = {
    tenant    = var.tenant
    isolation = var.isolation
    sql       = local.modules
  }

  # Another tenant or another isolation mode is another place: the old one is undone, the new one made.
  triggers_replace = [var.tenant, var.isolation]

  provisioner "local-exec" {
    when    = destroy
    command = "landlord database down \"$TENANT\" --isolation \"$ISOLATION\" --sql \"$SQL\""
    environment = {
      TENANT    = self.input.tenant
      ISOLATION = self.input.isolation
      SQL       = self.input.sql
    }
  }
}

resource "terraform_data" "made" {
  # New SQL is applied to a tenant that is there; the steps mend and add, they never lose data.
  triggers_replace = [
    terraform_data.undo.id,
    sha256(join("", [for step in local.steps : filesha256("${path.module}/sql/${step}")])),
  ]

  provisioner "local-exec" {
    command = "landlord database up \"$TENANT\" --isolation \"$ISOLATION\" --sql \"$SQL\""
    environment = {
      TENANT    = terraform_data.undo.output.tenant
      ISOLATION = terraform_data.undo.output.isolation
      SQL       = terraform_data.undo.output.sql
    }
  }
}
