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
      for tags in concat(
        [module.object_storage.tags.bucket, module.object_storage.tags.role, module.object_storage.tags.key],
        [for secret in aws_secretsmanager_secret.tenant : secret.tags],
      ) :
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

run "layers_are_isolated_each_in_its_own_way" {
  command = plan

  assert {
    condition     = module.vector.isolation == "bridge"
    error_message = "A layer that is not named is bridge."
  }
}

run "without_a_cache_there_is_neither_user_nor_secret_for_it" {
  command = plan

  assert {
    condition     = length(module.cache) == 0 && join(" ", keys(aws_secretsmanager_secret.tenant)) == "database tokens"
    error_message = "A platform without Redis gets nothing of one, and one without Qdrant nothing of that."
  }
}

run "with_a_cache_there_are_both" {
  command = plan

  variables {
    cache = true
  }

  assert {
    condition     = length(module.cache) == 1 && contains(keys(aws_secretsmanager_secret.tenant), "cache")
    error_message = "A platform with Redis gets a user and a place for its login."
  }
}

run "in_an_elasticache_aws_makes_the_user_and_landlord_makes_none" {
  command = plan

  variables {
    cache        = true
    elasticache  = { region = "eu-west-1", userGroup = "tenants" }
    machine_name = "landlord-acme-gold"
  }

  assert {
    condition     = length(module.cache) == 0 && contains(keys(aws_secretsmanager_secret.tenant), "cache")
    error_message = "Where AWS makes users, no command does; the login has a place all the same."
  }

  assert {
    condition     = module.elasticache[0].access == "on ~tenant:acme-gold:* resetchannels &tenant:acme-gold:* -@all +@all -@admin -@dangerous -scan -randomkey -dbsize -function -script -pubsub"
    error_message = "The user is bound to the keys and channels under its own prefix."
  }

  assert {
    condition     = module.elasticache[0].tags.user == tomap({ TenantID = "acme-gold", Tier = "gold", CostCenter = "CC-1042", ManagedBy = "landlord" })
    error_message = "The user carries TenantID, Tier, CostCenter and ManagedBy."
  }
}

run "suspended_to_read_its_user_does_not_write" {
  command = plan

  variables {
    tenant_file  = "tests/fixtures/reading.yaml"
    cache        = true
    elasticache  = { region = "eu-west-1", userGroup = "tenants" }
    machine_name = "landlord-acme-reading"
  }

  assert {
    condition     = startswith(module.elasticache[0].access, "on ") && endswith(module.elasticache[0].access, " -@write")
    error_message = "readOnly takes the writing commands away and leaves the login."
  }
}

run "suspended_or_retired_its_user_does_not_log_in" {
  command = plan

  variables {
    tenant_file  = "tests/fixtures/shut.yaml"
    cache        = true
    elasticache  = { region = "eu-west-1", userGroup = "tenants" }
    machine_name = "landlord-acme-shut"
  }

  assert {
    condition     = startswith(module.elasticache[0].access, "off ")
    error_message = "A tenant on hold does not log in."
  }
}

run "no_user_is_made_in_a_region_without_the_cache" {
  command = plan

  variables {
    cache        = true
    elasticache  = { region = "ap-south-1", userGroup = "tenants" }
    machine_name = "landlord-acme-gold"
  }

  expect_failures = [terraform_data.origin]
}

run "vectors_in_qdrant_have_a_collection_and_a_place_for_its_key" {
  command = plan

  variables {
    vector_store = "qdrant"
  }

  assert {
    condition     = module.vector.store == "qdrant" && contains(keys(aws_secretsmanager_secret.tenant), "vectors")
    error_message = "Vectors outside PostgreSQL have a key of their own, and a place for it."
  }
}

run "vectors_in_pinecone_are_where_the_tenant_is" {
  command = plan

  variables {
    vector_store = "pinecone"
  }

  assert {
    condition     = module.vector.place == ["acme-gold", "pinecone", local.tenant.region] && contains(keys(aws_secretsmanager_secret.tenant), "vectors")
    error_message = "In another region they would be made anew, which is held; their key has a place."
  }
}

run "a_budget_counts_the_tenants_own_cost" {
  command = plan

  variables {
    budget_usd = 17835.91
  }

  assert {
    condition     = module.budget[0].filter == "user:TenantID$acme-gold"
    error_message = "The budget is bound to the tag of the tenant."
  }
}

run "no_emulator_has_budgets" {
  command = plan

  variables {
    budget_usd = 17835.91
    emulator   = true
  }

  assert {
    condition     = length(module.budget) == 0
    error_message = "An emulator gets no budget."
  }
}

run "what_stands_in_a_tenant_file_stays_a_text" {
  command = plan

  variables {
    tenant_file = "tests/fixtures/hostile.yaml"
  }

  assert {
    condition     = jsondecode(module.dashboard.dashboard).title == "Tenant \"}],\"x\":[{ $${path.cwd} {{ . }} $(id) '; drop table x; --"
    error_message = "The name comes out as it went in."
  }

  assert {
    condition     = !strcontains(module.dashboard.alerts, "drop table")
    error_message = "Names stay out of what Prometheus runs as a template."
  }
}

run "its_own_key_is_named_after_the_tenant" {
  command = plan

  assert {
    condition     = output.key == "alias/landlord/acme-gold"
    error_message = "A tenant whose storage is bridge has a key of its own."
  }

  assert {
    condition     = module.object_storage.kept == [{ days = 2555, status = "Enabled" }]
    error_message = "What was replaced is kept for retentionDays."
  }
}

run "pooled_storage_shares_a_key" {
  command = plan

  variables {
    tenant_file = "tests/fixtures/pooled.yaml"
  }

  assert {
    condition     = output.key == null
    error_message = "Pooled storage gets no key of its own unless somebody asks for one."
  }

  assert {
    condition     = module.object_storage.kept == [{ days = 90, status = "Disabled" }]
    error_message = "Under legal hold nothing expires; without retentionDays it would be 90 days."
  }
}

run "a_framework_asks_for_a_key_whatever_is_declared" {
  command = plan

  variables {
    tenant_file = "tests/fixtures/cards.yaml"
  }

  assert {
    condition     = output.key == "alias/landlord/acme-cards"
    error_message = "PCI DSS gets a key of its own."
  }
}

run "silo_of_the_database_is_a_guarded_instance_of_its_own" {
  command = plan

  variables {
    tenant_file = "tests/fixtures/bronze.yaml"
    instance = {
      class          = "db.r7g.large"
      standby        = true
      backupDays     = 35
      storageGiB     = 50
      maxStorageGiB  = 500
      version        = "17"
      subnetGroup    = "tenants"
      securityGroups = ["sg-0123456789abcdef0"]
    }
    machine_name = "landlord-acme-bronze"
  }

  assert {
    condition = module.instance[0].made == {
      tags = {
        instance   = tomap({ TenantID = "acme-bronze", Tier = "bronze", CostCenter = "CC-7", ManagedBy = "landlord" })
        parameters = tomap({ TenantID = "acme-bronze", Tier = "bronze", CostCenter = "CC-7", ManagedBy = "landlord" })
      }
      class     = "db.r7g.large"
      encrypted = true
      public    = false
      storage   = [50, 500]
      backups   = 35
      standby   = true
      ssl       = ["1"]
      guarded   = true
      snapshot  = true
      password  = true
    }
    error_message = "It is what the settings say, encrypted, private, tagged, and not deleted by accident."
  }

  assert {
    condition     = output.key == "alias/landlord/acme-bronze"
    error_message = "What is on it is encrypted with the tenant's own key."
  }
}

run "undone_or_purged_it_is_let_go" {
  command = plan

  variables {
    tenant_file = "tests/fixtures/bronze.yaml"
    ending      = "gone"
    instance = {
      class          = "db.r7g.large"
      standby        = true
      backupDays     = 35
      storageGiB     = 50
      maxStorageGiB  = 500
      version        = "17"
      subnetGroup    = "tenants"
      securityGroups = ["sg-0123456789abcdef0"]
    }
    machine_name = "landlord-acme-bronze"
  }

  assert {
    condition     = !module.instance[0].made.guarded && !module.instance[0].made.snapshot
    error_message = "Where Landlord undoes or purges, nothing is left."
  }
}

run "silo_without_settings_and_bridge_with_them_get_none" {
  command = plan

  variables {
    instance = {
      class          = "db.r7g.large"
      standby        = true
      backupDays     = 35
      storageGiB     = 50
      maxStorageGiB  = 500
      version        = "17"
      subnetGroup    = "tenants"
      securityGroups = ["sg-0123456789abcdef0"]
    }
    machine_name = "landlord-acme-gold"
  }

  assert {
    condition     = length(module.instance) == 0 && output.instance == null
    error_message = "Only who asks for an instance gets one."
  }
}
