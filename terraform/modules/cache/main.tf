# A tenant's user in the platform's Redis, bound to the keys and channels under its own prefix. No provider: `landlord
# cache` speaks to Redis. Where the cache is an ElastiCache, the module `elasticache` stands in for this one.

variable "tenant" {
  description = "Tenant id."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.tenant))
    error_message = "A tenant id is 3 to 40 lower-case letters, digits and hyphens."
  }
}

variable "rules" {
  description = "A word for what the user may do; another word applies the rules again to a user that is there."
  type        = string
  default     = "1"
}

module "objects" {
  source      = "../undo-first"
  up          = "landlord cache up \"$TENANT\""
  down        = "landlord cache down \"$TENANT\""
  place       = [var.tenant]
  steps       = var.rules
  environment = { TENANT = var.tenant }
}

moved {
  from = terraform_data.undo
  to   = module.objects.terraform_data.undo
}

moved {
  from = terraform_data.made
  to   = module.objects.terraform_data.made
}
