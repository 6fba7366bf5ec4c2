variable "tenant" {
  description = "Tenant id."
  type        = string
}

variable "bucket" {
  description = "Name of the bucket."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "A bucket name has 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "tags" {
  description = "Tags of every resource. Explicit, beside the provider's default_tags, so that a test without a cloud sees them."
  type        = map(string)

  validation {
    condition     = alltrue([for tag in ["TenantID", "Tier", "CostCenter", "ManagedBy"] : try(length(var.tags[tag]) > 0, false)])
    error_message = "TenantID, Tier, CostCenter and ManagedBy are wanted on every resource."
  }
}

variable "trusted_principals" {
  description = "ARNs that may take on the tenant's role; empty = whoever applies."
  type        = list(string)
  default     = []
}

variable "tls_only" {
  description = "Refuse plain HTTP by bucket policy."
  type        = bool
  default     = true
}

variable "lifecycle_rules" {
  description = "Let old versions and lost uploads expire."
  type        = bool
  default     = true
}

variable "own_key" {
  description = "Encrypt with a key of the tenant's own rather than with S3's."
  type        = bool
  default     = true
}

variable "retention_days" {
  description = "Days for which what was replaced or deleted is kept."
  type        = number
  default     = 90

  validation {
    condition     = var.retention_days >= 1
    error_message = "At least one day."
  }
}

variable "legal_hold" {
  description = "True keeps everything."
  type        = bool
  default     = false
}
