# All that needs an AWS account. Where AWS is off (LANDLORD_AWS=off) Landlord leaves this file out, and so no provider
# has to be fetched or started.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

variable "bucket_prefix" {
  description = "First part of every bucket name; bucket names are shared by the whole world, so yours should be your own."
  type        = string
  default     = "landlord"

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,20}[a-z0-9]$", var.bucket_prefix))
    error_message = "A bucket prefix has 3 to 22 lower-case letters, digits and hyphens."
  }
}

variable "trusted_principals" {
  description = "ARNs that may take on the tenant's role: the platform's own workloads. Empty = whoever applies."
  type        = list(string)
  default     = []
}

variable "emulator" {
  description = "True against an AWS emulator, which bears neither bucket-policy conditions nor lifecycle rules."
  type        = bool
  default     = false
}

variable "budget_usd" {
  description = "The tenant's yearly budget in US dollars; 0 = no budget in AWS."
  type        = number
  default     = 0
}

provider "aws" {
  region                      = local.tenant.region
  max_retries                 = 2
  s3_use_path_style           = var.emulator
  skip_credentials_validation = var.emulator
  skip_metadata_api_check     = var.emulator
  skip_region_validation      = var.emulator

  default_tags {
    tags = local.tags
  }
}

module "object_storage" {
  source             = "../modules/object-storage"
  tenant             = local.tenant.id
  bucket             = "${var.bucket_prefix}-${local.tenant.id}"
  tags               = local.tags
  trusted_principals = var.trusted_principals
  tls_only           = !var.emulator
  lifecycle_rules    = !var.emulator
  own_key            = local.own_key
  retention_days     = try(local.tenant.data.retentionDays, 90)
  legal_hold         = try(local.tenant.data.legalHold, false)
}

# A PostgreSQL of its own; the modules database and vector make in it what they make everywhere.
module "instance" {
  source   = "../modules/instance"
  count    = local.database == "silo" && var.instance != null ? 1 : 0
  tenant   = local.tenant.id
  name     = var.machine_name
  instance = var.instance
  key      = module.object_storage.key_arn
  ending   = var.ending
  tags     = local.tags

  own_parameters = !var.emulator
}

locals {
  instance = one([for made in module.instance : merge(made.connection, { region = local.tenant.region })])
}

# Instead of module.cache, which speaks to a Redis.
module "elasticache" {
  source   = "../modules/elasticache"
  count    = var.cache && var.elasticache != null ? 1 : 0
  tenant   = local.tenant.id
  name     = var.machine_name
  standing = local.standing
  cache    = var.elasticache
  tags     = local.tags
}

# `active`, `retired`, `suspended`, or { state: suspended, mode: readOnly }.
locals {
  state    = try(local.tenant.lifecycle.state, local.tenant.lifecycle, "active")
  mode     = try(local.tenant.lifecycle.mode, "hold")
  standing = local.state == "active" ? "open" : local.state == "suspended" && local.mode == "readOnly" ? "reading" : "shut"
}

# As the estimate prices it (src/tenant/own-key.ts). A framework's word counts before the declaration's.
locals {
  storage      = coalesce(local.isolation, try(local.tenant.isolation.storage, null), "bridge")
  asks_for_key = length(setintersection(try(local.tenant.data.frameworks, []), ["hipaa", "pci-dss"])) > 0
  declared_key = try(local.tenant.data.encryption.key, local.storage == "pool" && local.database != "silo" ? "platform" : "tenant")
  own_key      = local.asks_for_key || local.declared_key == "tenant"
}

# Only the containers: values are minted by `landlord configure` and never pass through Terraform's state.
resource "aws_secretsmanager_secret" "tenant" {
  for_each = merge(
    {
      database = "Login of the tenant's role in the platform's PostgreSQL."
      tokens   = "Key that signs the tenant's tokens, as a JWK."
    },
    var.cache ? { cache = "Login of the tenant's user in the platform's Redis." } : {},
    var.vector_store == "postgres" ? {} : { vectors = "Key of the tenant to its own vectors." },
  )

  name        = "landlord/${local.tenant.id}/${each.key}"
  description = each.value
  tags        = local.tags

  # They hold nothing that could not be minted again, and a name in its grace period blocks the next try.
  recovery_window_in_days = 0
}

module "dashboard" {
  source = "../modules/dashboard"
  tenant = local.tenant.id
  name   = try(local.tenant.name, local.tenant.id)
  tier   = local.tenant.tier
  bucket = module.object_storage.bucket
  tags   = local.tags
}

# Budgets live in dollars, tenants in the currency of their estate; Landlord works out the amount. No emulator has them.
module "budget" {
  source    = "../modules/budget"
  count     = var.budget_usd > 0 && !var.emulator ? 1 : 0
  tenant    = local.tenant.id
  limit_usd = var.budget_usd
  owner     = try(local.tenant.owner, "")
  tags      = local.tags
}

output "bucket" {
  description = "Name of the tenant's bucket."
  value       = module.object_storage.bucket
}

output "key" {
  description = "Alias of the tenant's own key; null where it has none."
  value       = module.object_storage.key
}

output "instance" {
  description = "host:port/database of the PostgreSQL that is the tenant's own; null where it has none."
  value       = try(local.instance.address, null)
}

output "instance_secret" {
  description = "ARN of the secret in which RDS keeps its password."
  value       = try(local.instance.secret, null)
}

output "role" {
  description = "ARN of the role that reaches it."
  value       = module.object_storage.role
}

output "secrets" {
  description = "ARNs of the tenant's secrets, by what they hold."
  value       = { for name, secret in aws_secretsmanager_secret.tenant : name => secret.arn }
}
