# A tenant's objects inside the platform's PostgreSQL. No provider: `landlord database` runs the SQL beside this file in
# one transaction, as often as one likes.

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

variable "instance" {
  description = "The PostgreSQL that is the tenant's own: host:port/database, the ARN of the secret that opens it, and its region; null = the platform's."
  type        = object({ address = string, secret = string, region = string })
  default     = null
}

locals {
  steps = sort(fileset("${path.module}/sql", "*.sql"))
}

module "objects" {
  source = "../undo-first"
  up     = "landlord database up \"$TENANT\" --isolation \"$ISOLATION\" --sql \"$SQL\""
  down   = "landlord database down \"$TENANT\" --isolation \"$ISOLATION\" --sql \"$SQL\""
  # On another machine what it holds is elsewhere: a plan says so, and is held.
  place = concat([var.tenant, var.isolation], var.instance == null ? [] : [var.instance.address])
  # New SQL is applied to a tenant that is there; the steps mend and add, they never lose data.
  steps = sha256(join("", [for step in local.steps : filesha256("${path.module}/sql/${step}")]))

  environment = merge({
    TENANT    = var.tenant
    ISOLATION = var.isolation
    SQL       = "${path.module}/.."
    }, var.instance == null ? {} : {
    LANDLORD_INSTANCE        = var.instance.address
    LANDLORD_INSTANCE_SECRET = var.instance.secret
    LANDLORD_INSTANCE_REGION = var.instance.region
  })
}

moved {
  from = terraform_data.undo
  to   = module.objects.terraform_data.undo
}

moved {
  from = terraform_data.made
  to   = module.objects.terraform_data.made
}
