locals {
  tenant = yamldecode(file(var.tenant_file))

  tags = {
    TenantID   = local.tenant.id
    Tier       = local.tenant.tier
    CostCenter = local.tenant.costCenter
    ManagedBy  = "landlord"
  }

  # `isolation: bridge`, or one mode per layer.
  isolation = try(tostring(local.tenant.isolation), null)
  database  = coalesce(local.isolation, try(local.tenant.isolation.database, null), "bridge")
  vector    = coalesce(local.isolation, try(local.tenant.isolation.vector, null), "bridge")
}

# Remembers which operation made the tenant.
resource "terraform_data" "origin" {
  input = var.operation

  lifecycle {
    ignore_changes = [input]

    precondition {
      condition     = !var.cache || try(var.elasticache.region, local.tenant.region) == local.tenant.region
      error_message = "The ElastiCache that tenants share is in another region than the tenant, and AWS makes users of a cache only where it is."
    }
  }
}

module "database" {
  source    = "../modules/database"
  tenant    = local.tenant.id
  isolation = local.database
  instance  = local.instance
}

# After the database, which makes the role; undone before it.
module "vector" {
  source     = "../modules/vector"
  tenant     = local.tenant.id
  isolation  = local.vector
  store      = var.vector_store
  instance   = local.instance
  region     = local.tenant.region
  depends_on = [module.database]
}

# An ElastiCache makes its users through AWS: aws.tf.
module "cache" {
  source = "../modules/cache"
  count  = var.cache && var.elasticache == null ? 1 : 0
  tenant = local.tenant.id
}

output "made_by" {
  description = "The operation that made the tenant's resources."
  value       = terraform_data.origin.output
}
