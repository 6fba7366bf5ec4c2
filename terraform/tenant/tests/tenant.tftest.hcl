# The logic of the module, without a cloud: `terraform test` in terraform/tenant.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      arn = "arn:aws:sts::123456789012:assumed-role/landlord/session"
    }
  }

  mock_data "aws_iam_session_context" {
    defaults = {
      issuer_arn = "arn:aws:iam::123456789012:role/landlord"
    }
  }
}

variables {
  tenant_file = "tests/fixtures/gold.yaml"
}

run "everything_is_tagged_with_the_tenants_own_values" {
  command = plan

  assert {
    condition = alltrue([
      for tags in [module.object_storage.tags.bucket, module.object_storage.tags.role, aws_secretsmanager_secret.database.tags] :
      tags == tomap({ TenantID = "acme-gold", Tier = "gold", CostCenter = "CC-1042", ManagedBy = "landlord" })
    ])
    error_message = "Every taggable resource carries TenantID, Tier, CostCenter and ManagedBy."
  }

  assert {
    condition     = output.bucket == "landlord-acme-gold"
    error_message = "The bucket is named after prefix and tenant."
  }

  assert {
    condition     = module.database.isolation == "pool"
    error_message = "A mode given per layer is the layer's."
  }
}

run "one_mode_for_all_layers" {
  command = plan

  variables {
    tenant_file = "tests/fixtures/bronze.yaml"
  }

  assert {
    condition     = module.database.isolation == "silo"
    error_message = "isolation: silo holds for the database."
  }
}

run "slow_and_unborne_parts_stay_out_of_an_emulator" {
  command = plan

  variables {
    emulator = true
  }

  assert {
    condition     = module.object_storage.hardening == { tls_only = false, lifecycle_rules = false }
    error_message = "An emulator gets neither the TLS-only policy nor lifecycle rules."
  }
}

run "a_real_account_gets_them" {
  command = plan

  assert {
    condition     = module.object_storage.hardening == { tls_only = true, lifecycle_rules = true }
    error_message = "A real account gets the TLS-only policy and lifecycle rules."
  }
}

run "a_prefix_that_is_no_bucket_name_is_refused" {
  command = plan

  variables {
    bucket_prefix = "Not A Prefix"
  }

  expect_failures = [var.bucket_prefix]
}
