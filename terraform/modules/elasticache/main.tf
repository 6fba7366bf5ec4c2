# A tenant's user in the ElastiCache that tenants share, bound to the keys and channels under its own prefix: the `cache`
# module's twin, for a server that takes no users by command.

variable "tenant" {
  description = "Tenant id."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.tenant))
    error_message = "A tenant id is 3 to 40 lower-case letters, digits and hyphens."
  }
}

variable "name" {
  description = "Id and name of the user: 40 lower-case letters, digits and single hyphens at most."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 40
    error_message = "A user of ElastiCache is named by up to 40 lower-case letters, digits and single hyphens."
  }
}

variable "standing" {
  description = "open: reads and writes; reading: does not write; shut: does not log in."
  type        = string

  validation {
    condition     = contains(["open", "reading", "shut"], var.standing)
    error_message = "A user is open, reading or shut."
  }
}

variable "cache" {
  description = "The shared cache: its region, and the id of its user group."
  type        = object({ region = string, userGroup = string })
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
}

locals {
  own = "tenant:${var.tenant}:*"

  # As `landlord cache` gives a user in a Redis (src/cache/users.ts); a test holds the two together.
  commands = "-@all +@all -@admin -@dangerous -scan -randomkey -dbsize -function -script -pubsub"

  access = join(" ", compact([
    var.standing == "shut" ? "off" : "on",
    "~${local.own}", "resetchannels", "&${local.own}", local.commands,
    var.standing == "reading" ? "-@write" : "",
  ]))
}

resource "aws_elasticache_user" "tenant" {
  user_id       = var.name
  user_name     = var.name
  engine        = "redis"
  access_string = local.access
  tags          = var.tags

  # AWS wants one to begin with. It is thrown away below before the user belongs to any cache, so the password that lies
  # in the state never opened anything; the one that counts is minted by `landlord configure`.
  authentication_mode {
    type      = "password"
    passwords = [uuid()]
  }

  lifecycle {
    ignore_changes = [authentication_mode]
  }
}

# `up` throws the first password away; `down` removes the tenant's keys, as long as the user is there to own them.
module "objects" {
  source = "../undo-first"
  up     = "landlord cache up \"$TENANT\" --user \"$CACHE_USER\" --region \"$CACHE_REGION\""
  down   = "landlord cache down \"$TENANT\" --user \"$CACHE_USER\" --region \"$CACHE_REGION\""
  place  = [var.tenant, aws_elasticache_user.tenant.user_id]
  steps  = "1"

  environment = {
    TENANT       = var.tenant
    CACHE_USER   = aws_elasticache_user.tenant.user_id
    CACHE_REGION = var.cache.region
  }
}

resource "aws_elasticache_user_group_association" "tenant" {
  user_group_id = var.cache.userGroup
  user_id       = aws_elasticache_user.tenant.user_id
  depends_on    = [module.objects]
}

output "access" {
  description = "What the user may do, in the words of Redis' ACL."
  value       = aws_elasticache_user.tenant.access_string
}

output "tags" {
  description = "What the taggable resources carry."
  value       = { user = aws_elasticache_user.tenant.tags }
}
