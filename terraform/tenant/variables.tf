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

variable "vector_store" {
  description = "Where vectors are kept: postgres or qdrant. Landlord says so, from the estate's settings."
  type        = string
  default     = "postgres"
}
