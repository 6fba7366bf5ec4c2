variable "tenant_file" {
  description = "Path of the tenant's YAML file. Terraform reads the very file that was reviewed; Landlord has validated it."
  type        = string
}

variable "operation" {
  description = "The operation that applies. Kept from the first one on, so that undo destroys only what that operation made."
  type        = string
  default     = "local"
}
