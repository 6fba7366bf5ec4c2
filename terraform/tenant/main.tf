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
  storage   = coalesce(local.isolation, try(local.tenant.isolation.storage, null), "bridge")
}

# Remembers which operation made the tenant.
resource "terraform_data" "origin" {
  input = var.operation

  lifecycle {
    ignore_changes = [input]
  }
}

module "database" {
  source    = "../modules/database"
  tenant    = local.tenant.id
  isolation = local.database
}

output "made_by" {
  description = "The operation that made the tenant's resources."
  value       = terraform_data.origin.output
}
