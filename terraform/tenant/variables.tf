variable "tenant_file" {
  description = "Path of the tenant's YAML file. Terraform reads the very file that was reviewed; Landlord has validated it."
  type        = string
}

variable "operation" {
  description = "The operation that applies. Kept from the first one on, so that undo destroys only what that operation made."
  type        = string
  default     = "local"
}

variable "cache" {
  description = "Whether the platform has a Redis; Landlord says so where LANDLORD_PLATFORM_CACHE_URL is set."
  type        = bool
  default     = false
}

variable "elasticache" {
  description = "Region and user group of the ElastiCache that tenants share; null = a Redis. Landlord says so, from the estate's settings."
  type        = object({ region = string, userGroup = string })
  default     = null
}

variable "instance" {
  description = "The PostgreSQL that the estate's settings give a tenant of this tier in this region, where its database is silo; null = none."
  type = object({
    class          = string
    standby        = bool
    backupDays     = number
    storageGiB     = number
    maxStorageGiB  = number
    version        = string
    subnetGroup    = string
    securityGroups = list(string)
  })
  default = null
}

variable "ending" {
  description = "guarded, or gone: how an instance of its own is deleted. Landlord says gone where it undoes or purges."
  type        = string
  default     = "guarded"
}

variable "machine_name" {
  description = "What AWS calls that of the tenant whose names may have 40 characters at most; Landlord derives it from the id."
  type        = string
  default     = "landlord-unnamed"
}

variable "vector_store" {
  description = "Where vectors are kept: postgres, qdrant or pinecone. Landlord says so, from the estate's settings."
  type        = string
  default     = "postgres"
}
